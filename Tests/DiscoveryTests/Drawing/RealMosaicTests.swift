import FeatureStore
import Foundation
import Testing
import TestSupport
import Workbench

@testable import Discovery

@Suite struct RealMosaicTests {
  @Test(.withRealData)
  func mosaicsAtlasAndPanelsOfRealPhotographsAreDrawn() throws {
    let data = try #require(RealData.folder).appendingPathComponent("srahim-pairs")
    let kept = ProcessInfo.processInfo.environment["ZOOMIN_KEEP"].map { URL(fileURLWithPath: $0) }
    let folder = try kept?.appendingPathComponent("real-\(UUID().uuidString)") ?? TemporaryFolder().url
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
