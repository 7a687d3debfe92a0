import Foundation
import Imaging
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct MosaicJudgementTests {
  private let small = TileConfiguration(tilePixels: 64)

  private func judged(_ data: SampleData, _ name: String = "c") throws -> StoredClustering {
    let stored = try ClusteringRun().perform(try data.reader, into: data.folder.appendingPathComponent(name))
    _ = try JudgingRun(JudgingSettings(resamples: 0, permutations: 200)).perform(stored, of: try data.reader)
    return stored
  }

  @Test func `a scale bar is round, as long as may be, and the same share of the retina on every tile`()
    throws
  {
    let bar = try #require(ScaleBar(tileFraction: 2.0 / 14, tilePixels: 192))
    // The tile is a seventh of the retina: 192 pixels are 14.3 %, six tenths of it 8.6 %.
    #expect(bar.retinaFraction == 0.05)
    #expect(abs(bar.pixels - 0.05 * 7 * 192) < 1e-9)
    #expect(bar.text == "5 % of the retina's width")
    // Cells that do not tile the square: 492 pixels of view are 15.375 cells of 32.
    let paper = try #require(ScaleBar(tileFraction: 2 * 32 / 492.0, tilePixels: 192))
    #expect(abs(paper.pixels - paper.retinaFraction * 492 / 64 * 192) < 1e-9)
    #expect(ScaleBar(tileFraction: 1, tilePixels: 100)?.retinaFraction == 0.5)
    #expect(ScaleBar(tileFraction: 0.01 / 14, tilePixels: 100) == nil)
  }

  @Test func `a judgement shows in the header, and only there`() throws {
    let data = try SampleData(patients: 10)
    let plain = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("plain"))
    let run = try MosaicRun(tiles: small, experiment: "sample")
    let before = try Raster.load(try run.draw(plain, of: try data.mined).mosaics[0])
    let after = try Raster.load(try run.draw(try judged(data), of: try data.mined).mosaics[0])
    #expect(before.extent == after.extent)
    let top = MosaicPage.headerPixels
    func part(_ raster: Raster, _ y: Int, _ height: Int) -> Raster {
      raster.cropped(x: 0, y: y, width: raster.width, height: height)
    }
    #expect(part(before, 0, top).samples != part(after, 0, top).samples)
    #expect(part(before, top, before.height - top).samples == part(after, top, before.height - top).samples)
  }

  @Test func `the atlas stands in the order of the exemplars, cut to the largest, or by size`() throws {
    let data = try SampleData(patients: 10)
    let stored = try judged(data)
    let judgement = try #require(try JudgingRun.judgement(of: stored))
    let mined = try data.mined
    func shown(_ layout: MosaicConfiguration) throws -> [Int] {
      AtlasPage(
        clusters: ClusterTable(stored.assignment, mined: mined, types: nil).clusters,
        rows: stored.assignment.members, clusteredRows: Array(0..<mined.rowCount), mined: mined,
        tiles: try TileStore(of: mined, pictures: { try PictureFolder(of: mined) }, configuration: small),
        configuration: layout, experiment: "", converged: true, judgement: judgement
      ).shownClusters
    }
    #expect(try shown(MosaicConfiguration()) == judgement.similarityOrder)
    #expect(try shown(MosaicConfiguration(atlasOrder: .size)) == [0, 1, 2])
    #expect(try Set(shown(MosaicConfiguration(atlasClusterCount: 2))) == [0, 1])
  }

  @Test func `candidates are scored against marks that only scoring knows`() throws {
    let study = try PlantedStudy()
    let stored = try ClusteringRun().perform(try study.reader, into: study.folder.appendingPathComponent("c"))
    let judgement = try JudgingRun(JudgingSettings(resamples: 0, permutations: 500)).perform(
      stored, of: try study.reader)
    let mined = try MinedRegions(try study.reader, tileCells: 0.9)
    func marks(of kind: Int) -> [String: [Box]] {
      var marks: [String: [Box]] = [:]
      for (row, region) in mined.regions.enumerated() where study.kindOfRow[row] == kind {
        let box = Box(centreX: region.boxSource.centreX, centreY: region.boxSource.centreY, side: 20)
        marks[mined.image(ofRow: row).id, default: []].append(box)
      }
      return marks
    }
    let score = CandidateScore(
      judgement, of: stored.assignment, mined: mined,
      marks: ["dark": marks(of: 2), "unlisted": marks(of: 1), "bright": [:]])
    #expect(score.targets.map(\.type) == ["unlisted", "bright", "dark"])
    let (unlisted, absent, control) = (score.targets[0], score.targets[1], score.targets[2])
    #expect(unlisted.rank == 1 && unlisted.purity == 1 && unlisted.normalisedRank == 0)
    #expect(unlisted.regionCount == 30)
    #expect(control.rank == nil && control.normalisedRank == 1 && control.precisionAt3 == 0)
    #expect(absent.bestCluster == nil && absent.regionCount == 0)
    #expect(score.lines[2] == "  bright: no region shows it")
  }
}
