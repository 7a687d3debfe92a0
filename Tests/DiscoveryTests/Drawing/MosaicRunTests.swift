import Foundation
import Imaging
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct MosaicRunTests {
  private let small = TileConfiguration(tilePixels: 64)

  private func pixel(_ raster: Raster, _ x: Int, _ y: Int) -> Colour {
    let first = (y * raster.width + x) * 3
    return Colour(
      red: raster.samples[first], green: raster.samples[first + 1], blue: raster.samples[first + 2])
  }

  @Test func theSamePagesHaveTheSameBytesForAnyNumberOfThreads() throws {
    let data = try SampleData()
    var pages: [[Data]] = []
    for threads in [1, 2] {
      let budget = ResourceBudget(threadCount: threads, memoryBytes: 1 << 30)
      let folder = data.folder.appendingPathComponent("\(threads)")
      let clustering = try ClusteringRun(budget: budget).perform(
        try data.reader, into: folder.appendingPathComponent("clusters"))
      let result = try MosaicRun(tiles: small, experiment: "sample", budget: budget)
        .draw(clustering, of: try data.mined, tileFolder: folder.appendingPathComponent("tiles"))
      pages.append(try (result.mosaics + [result.atlas, result.manifest]).map { try Data(contentsOf: $0) })
    }
    #expect(pages[0] == pages[1])
    #expect(pages[0].count == 5)
  }

  @Test func everyTileShownIsInTheManifestAndItsFrameHasTheColourOfItsGrade() throws {
    let data = try SampleData()
    let mined = try data.mined
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let layout = MosaicConfiguration(columnCount: 3, maximumTileCount: 7)
    let result = try MosaicRun(tiles: small, layout: layout, experiment: "sample").draw(clustering, of: mined)
    let manifest = try CSVTable(contentsOf: result.manifest)
    #expect(manifest.columns == ["mosaic", "cell", "row"])
    let pages = try result.mosaics.map { try Raster.load($0) }
    let frame = TileFrame(tilePixels: 64)
    let pitch = 64 + 2 * frame.inset + layout.marginPixels
    for line in manifest.rows {
      let mosaic = try #require(result.mosaics.firstIndex { $0.lastPathComponent == line.cells[0] })
      let cell = try #require(Int(line.cells[1]))
      let row = try #require(Int(line.cells[2]))
      #expect(clustering.assignment.clusterOfRow[row] == mosaic)
      if cell == 0 { #expect(row == clustering.assignment.exemplars[mosaic]) }
      let x = 36 + cell % 3 * pitch
      let y = MosaicPage.headerPixels + cell / 3 * pitch
      #expect(pixel(pages[mosaic], x + 1, y + 30) == GradePalette.colour(of: mined.grade(ofRow: row)))
      let tile = try result.tiles.tile(row: row)
      #expect(pixel(pages[mosaic], x + frame.inset + 32, y + frame.inset + 32) == pixel(tile, 32, 32))
    }
    for (cluster, members) in clustering.assignment.members.enumerated() {
      let shown = manifest.rows.count { $0.cells[0] == MosaicRun.fileName(of: cluster) }
      #expect(shown == min(7, members.count))
    }
  }

  @Test func anEarlierSetOfMosaicsIsReplacedAsAWhole() throws {
    let data = try SampleData()
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let run = try MosaicRun(tiles: small, experiment: "sample")
    let stray = clustering.folder.appendingPathComponent("mosaics/cluster-999.png")
    try AtomicFile.write("old", to: stray)
    _ = try run.draw(clustering, of: try data.mined)
    #expect(!FileManager.default.fileExists(atPath: stray.path))
  }

  @Test func aStopLeavesNoMosaics() throws {
    let data = try SampleData()
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let run = try MosaicRun(tiles: small, experiment: "sample")
    let mined = try data.mined
    let error = #expect(throws: WorkbenchError.self) {
      try run.draw(clustering, of: mined) { event in
        if case .advanced(_, _, "mosaics") = event { return .stop }
        return .more
      }
    }
    #expect(error?.code == .stopped)
    #expect(!FileManager.default.fileExists(atPath: clustering.folder.appendingPathComponent("mosaics").path))
  }

  @Test func anAtlasThatIsCutSaysSoOnThePage() throws {
    let data = try SampleData()
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    func header(_ layout: MosaicConfiguration) throws -> Raster {
      let result = try MosaicRun(tiles: small, layout: layout, experiment: "sample").draw(
        clustering, of: try data.mined)
      // Between the counts and the rule.
      return try Raster.load(result.atlas).cropped(x: 0, y: 130, width: 1000, height: 26)
    }
    let whole = try header(MosaicConfiguration())
    let cut = try header(MosaicConfiguration(atlasClusterCount: 2))
    #expect(Set(whole.samples) == [PageStyle.background.red])
    #expect(Set(cut.samples).count > 20)
  }

  @Test(arguments: [
    (MosaicConfiguration(columnCount: 1), "mosaic.columns"),
    (MosaicConfiguration(maximumTileCount: 0), "mosaic.maximum_tiles"),
    (MosaicConfiguration(marginPixels: -1), "mosaic.margin_pixels"),
  ])
  func aLayoutThatCannotBeIsNamed(layout: MosaicConfiguration, key: String) {
    let error = #expect(throws: DiscoveryError.self) { try MosaicRun(layout: layout, experiment: "sample") }
    #expect(error?.place == key)
  }
}
