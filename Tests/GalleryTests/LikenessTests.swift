import Clustering
import Discovery
import FeatureStore
import Foundation
import Runs
import TestSupport
import Testing

@testable import Gallery

struct LikenessTests {
  @Test func `pages show the patches most like one, misfits of a cluster, and strays from it`() async throws {
    let gallery = try SampleGallery()
    let page = try await gallery.get("\(gallery.path)/patches/0").text
    #expect(page.contains("Patches most like it"))
    let alike = page.components(separatedBy: "aria-labelledby=\"alike\"")[1]
      .components(separatedBy: "</section>")[0]
    #expect(alike.components(separatedBy: "<li>").count - 1 == 8)
    #expect(try await gallery.get("\(gallery.path)/0").status == .ok)
  }

  @Test func `misfits have few neighbours in their cluster, strays have more here than at home`() {
    // Rows 0 to 3 and 4 to 7 are two clusters; row 3 is among the others.
    let neighbours: [[UInt32]] = [
      [1, 2], [0, 2], [0, 1], [4, 5], [5, 6], [4, 6], [4, 5], [4, 6],
    ]
    let likeness = Likeness(
      NeighbourFile(features: "x", neighbourCount: 2, rows: neighbours.flatMap { $0 }))
    let assignment = ClusterAssignment(
      exemplarOfRow: [0, 0, 0, 0, 4, 4, 4, 4], similarityOfRow: [Double](repeating: 0, count: 8))
    #expect(likeness.misfits(of: 0, in: assignment) == [Likeness.Fit(row: 3, neighbourCount: 0)])
    #expect(likeness.misfits(of: 1, in: assignment).isEmpty)
    #expect(likeness.strays(from: 1, in: assignment) == [Likeness.Fit(row: 3, neighbourCount: 2)])
    #expect(likeness.strays(from: 0, in: assignment).isEmpty)
  }

  @Test func `a damaged table of neighbours is told of, and the pages work`() async throws {
    let gallery = try SampleGallery()
    let folder = gallery.run.mining(key: "abcdefabcdef").features.deletingLastPathComponent()
      .appendingPathComponent("neighbours")
    let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    try Data("no table".utf8).write(to: folder.appendingPathComponent(file))
    let place = folder.appendingPathComponent(file)
    #expect(try await gallery.get("\(gallery.path)/0").text.contains(file))
    // A sound table of fewer rows, or more, is of other features.
    for count in [1, 4 * gallery.mined.rowCount] {
      try NeighbourFile(
        features: gallery.mined.contentHash, neighbourCount: 8, rows: [UInt32](repeating: 0, count: 8 * count)
      ).write(to: place)
      let other = try SampleGallery(sharing: gallery)
      let answer = try await other.get("\(gallery.path)/0")
      #expect(answer.status == .ok && answer.text.contains("neighbours of other features"))
      #expect(try await other.get("\(gallery.path)/patches/0").status == .ok)
    }
    try FileManager.default.removeItem(at: folder)
    let other = try SampleGallery(tiles: false)
    try FileManager.default.removeItem(
      at: other.run.mining(key: "abcdefabcdef").features.deletingLastPathComponent()
        .appendingPathComponent("neighbours"))
    #expect(try await other.get("\(other.path)/0").text.contains("is not stored yet"))
  }

  @Test func `clusters are shown in groups whose exemplars look alike`() async throws {
    let gallery = try SampleGallery()
    let page = try await gallery.get("\(gallery.path)?groups=5").text
    #expect(page.contains("<details class=\"group\" open>"))
    for cluster in 0..<gallery.clustering.assignment.clusterCount {
      #expect(page.components(separatedBy: "id=\"cluster-\(cluster)\"").count == 2)
    }
  }
}
