import Foundation
import Imaging
import Testing
import Workbench

@testable import Discovery

@Suite struct MosaicRunTests {
  @Test func sameInputsGiveTheSameBytesForAnyNumberOfThreads() throws {
    let data = try SampleData()
    let one = ResourceBudget(threadCount: 1, memoryBytes: 1 << 30)
    let two = ResourceBudget(threadCount: 2, memoryBytes: 1 << 30)
    var pages: [[Data]] = []
    for (name, budget) in [("one", one), ("two", two)] {
      let folder = data.folder.appendingPathComponent(name)
      let clustering = try ClusteringRun(budget: budget).perform(
        try data.reader, into: folder.appendingPathComponent("clusters"))
      let result = try MosaicRun(
        tiles: TileConfiguration(tilePixels: 64), experiment: "sample", budget: budget
      )
      .draw(clustering, of: try data.mined, tileFolder: folder.appendingPathComponent("tiles"))
      pages.append(try (result.mosaics + [result.atlas, result.manifest]).map { try Data(contentsOf: $0) })
      if let keep = ProcessInfo.processInfo.environment["ZOOMIN_KEEP"] {
        try? FileManager.default.copyItem(
          at: folder, to: URL(fileURLWithPath: keep).appendingPathComponent(name))
      }
    }
    #expect(pages[0] == pages[1])
    #expect(pages[0].count > 3)
  }
}
