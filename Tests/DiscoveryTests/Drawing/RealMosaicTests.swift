import FeatureStore
import Foundation
import Testing
import Workbench

@testable import Discovery

/// The folder of real photographs, where there is one.
private let realData = ProcessInfo.processInfo.environment["ZOOMIN_REAL_DATA"]

@Suite struct RealMosaicTests {
  // Real photographs are not part of the project: without them there is nothing to test here.
  @Test(.enabled(if: realData != nil))
  func mosaicsAtlasAndPanelsOfRealPhotographsAreDrawn() throws {
    let data = URL(fileURLWithPath: try #require(realData)).appendingPathComponent("srahim-pairs")
    let kept = ProcessInfo.processInfo.environment["ZOOMIN_KEEP"].map { URL(fileURLWithPath: $0) }
    let folder = (kept ?? FileManager.default.temporaryDirectory).appendingPathComponent(
      "real-\(UUID().uuidString)")
    defer { if kept == nil { try? FileManager.default.removeItem(at: folder) } }
    let sample = try RealPictures(of: data, pictureCount: 60, regionsPerPicture: 12, into: folder)
    let reader = try FeatureReader(sample.features)
    let mined = try MinedRegions(reader)
    let clustering = try ClusteringRun().perform(reader, into: folder.appendingPathComponent("clusters"))
    let result = try MosaicRun(experiment: "real pairs").draw(clustering, of: mined)
    #expect(result.mosaics.count == clustering.assignment.clusterCount)
    let panels = try AttentionRun(experiment: "real pairs").draw(
      [0, 7], of: mined, reader: reader, pictures: try PictureFolder(of: mined),
      into: folder.appendingPathComponent("attention"))
    #expect(panels.map(\.lastPathComponent) == [0, 7].map { "\(mined.images[$0].id).png" })
  }
}
