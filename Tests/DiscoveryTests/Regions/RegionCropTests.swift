import FeatureStore
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite("The mosaic crop of a region")
struct RegionCropTests {
  @Test("lies around the place that the cell looks at, in source pixels, and is so many strides wide")
  func aroundTheCentre() throws {
    let data = try SampleData(patients: 1, cells: CellGrid(count: 14, firstCentre: 16.5, stride: 12))
    let mined = try data.mined
    for (row, region) in mined.regions.enumerated() {
      // The square begins at (30, 0) and is twice as wide as the view of 210 pixels.
      let x = 30 + 2 * (16.5 + 12 * Float(region.column))
      let y = 2 * (16.5 + 12 * Float(region.row))
      #expect(mined.crop(ofRow: row, cells: 2) == Box(minX: x - 24, minY: y - 24, maxX: x + 24, maxY: y + 24))
      #expect(mined.crop(ofRow: row, cells: 0.5).width == 12)
    }
  }

  @Test("in a file whose cells tile the view is what a division of the square gives")
  func tiling() throws {
    let mined = try SampleData(patients: 1).mined
    for (row, region) in mined.regions.enumerated() {
      let crop = mined.crop(ofRow: row, cells: 1)
      #expect(abs(crop.minX - (30 + 30 * Float(region.column))) < 1e-3)
      #expect(abs(crop.maxY - 30 * (Float(region.row) + 1)) < 1e-3)
    }
  }

  @Test("tiles of other places have another key")
  func key() {
    let tiles = TileConfiguration()
    let keys = [
      nil, CellGrid(count: 14, tiling: 224), CellGrid(count: 14, firstCentre: 0.5, stride: 16),
      CellGrid(count: 14, firstCentre: 0.5, stride: 15),
    ].map { tiles.contentKey(of: "hash", tileCells: 2, cells: $0) }
    #expect(Set(keys).count == 4)
  }
}
