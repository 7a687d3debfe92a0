import Clustering
import FeatureStore
import Foundation
import TestSupport
import Testing
import Workbench

@testable import Discovery

struct JudgementTreeTests {
  /// Places on a line, by cluster.
  private static let places = [0.0, 10, 1, 11, 30, 0.4]

  private static func order(_ places: [Double]) -> ExemplarOrder {
    ExemplarOrder(count: places.count) { abs(places[$0] - places[$1]) }
  }

  @Test func `the tree merges the nearest branches first, each once, at rising distances`() {
    let merges = Self.order(Self.places).merges
    #expect(merges.count == Self.places.count - 1)
    #expect((merges[0].left, merges[0].right) == (0, 5))
    #expect(merges.map(\.distance) == merges.map(\.distance).sorted())
    // SciPy 1.14: scipy.cluster.hierarchy.linkage([[0],[10],[1],[11],[30],[.4]], "average")[:, 2].
    for (found, expected) in zip(merges.map(\.distance), [0.4, 0.8, 1, 10.033333333333333, 25.52]) {
      #expect(abs(found - expected) < 1e-9)
    }
    #expect(Set(merges.flatMap { [$0.left, $0.right] }).count == 2 * merges.count)
  }

  @Test func `groups undo the last merges, and every cluster is in one of them`() throws {
    let data = try SampleData()
    let folder = try TemporaryFolder().url
    var configuration = ClusteringConfiguration()
    configuration.preference = .count(6)
    let stored = try ClusteringRun(configuration).perform(try data.reader, into: folder)
    let judgement = try JudgingRun().perform(stored, of: try data.reader)
    let count = stored.assignment.clusterCount
    #expect(judgement.tree.count == count - 1 && judgement.hasSoundTree)
    for asked in [1, 2, 3, count, count + 5] {
      let groups = judgement.groups(asked)
      #expect(groups.count == min(asked, count))
      #expect(groups.flatMap { $0 } == judgement.similarityOrder)
    }
  }

  @Test func `neighbours are stored beside the features, once, and are those of all pairs`() throws {
    let data = try SampleData()
    let folder = try TemporaryFolder().url
    let stored = try ClusteringRun().perform(try data.reader, into: folder)
    let mined = try MinedRegions(try data.reader)
    let settings = JudgingSettings(neighbours: 3)
    let store = try #require(try NeighbourStore(of: stored, mined, settings: settings))
    #expect(try store.read(program: URL(fileURLWithPath: "/bin/true")) == nil)
    _ = try JudgingRun(settings).perform(stored, of: try data.reader)
    let found = try #require(try store.read(program: URL(fileURLWithPath: "/bin/true")))
    #expect(found.rowCount == mined.rowCount && found.neighbourCount == 3)
    let features = try data.reader.features()
    let width = mined.dimension
    func unit(_ row: Int) -> [Double] {
      let values = features[row * width..<(row + 1) * width].map(Double.init)
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / length }
    }
    func distance(_ one: Int, _ other: Int) -> Double {
      zip(unit(one), unit(other)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    for row in 0..<mined.rowCount {
      let nearest = (0..<mined.rowCount).filter { $0 != row }
        .sorted { distance(row, $0) < distance(row, $1) }.prefix(3)
      let worst = distance(row, nearest.last ?? row)
      for other in found.neighbours(ofRow: row) {
        #expect(Int(other) != row && distance(row, Int(other)) <= worst + 1e-9)
      }
    }
    // A missing file is made again, though the judgement is there.
    try FileManager.default.removeItem(at: store.url)
    _ = try JudgingRun(settings).perform(stored, of: try data.reader)
    #expect(store.isThere)
    #expect(try NeighbourStore(of: stored, mined, settings: JudgingSettings(neighbours: 0)) == nil)
    #expect(try NeighbourStore(of: stored, mined, settings: JudgingSettings(neighbourRows: 5)) == nil)
  }
}
