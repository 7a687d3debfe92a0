import FeatureStore
import Foundation
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct BorderTests {
  /// One picture of 420 pixels, all of it the retina's square, with a region at each of some cells of 30 pixels.
  private func file(_ cells: [(row: Int, column: Int)], in folder: URL) throws -> URL {
    let grid = 14
    let regions = cells.enumerated().map { rank, cell in
      let box = Box(
        centreX: (Float(cell.column) + 0.5) * 30, centreY: (Float(cell.row) + 0.5) * 30, side: 60)
      return FeatureRegion(
        level: 1, rank: UInt8(rank), row: UInt8(cell.row), column: UInt8(cell.column), response: 1,
        boxSource: box, boxView: box.mapped(scale: 0.5), boxZoom: box, sideSource: 60)
    }
    var block = FeatureBlock(dimension: 1, grid: grid)
    try block.append(
      FeatureImage(
        id: "a", path: "a.png", sha256: ContentHash.hexadecimal(of: "a"), patient: "a", eye: "left",
        split: "test", width: 420, height: 420, grade: 0, yM: [], yA: [], yC: [], y: [1, 0, 0, 0, 0],
        cropBox: Box(minX: 0, minY: 0, maxX: 420, maxY: 420)),
      attention: [Float](repeating: 0, count: 5 * grid * grid), regions: regions,
      features: cells.indices.map(Float.init), lesions: [])
    let file = folder.appendingPathComponent("features.h5")
    let writer = FeatureWriter(
      file: file,
      attributes: FeatureAttributes(
        cells: CellGrid(count: grid, tiling: 210), viewPixels: 210, zoomPixels: 420, precision: "f32",
        checkpointSHA256: "", configuration: "", dataRoot: "", programVersion: "test"), dimension: 1,
      blockCount: 1)
    try writer.write(block, index: 0)
    try writer.assemble()
    return file
  }

  @Test func `a tile is at the border where a quarter of it or more leaves the retina's disc or the picture`()
    throws
  {
    let folder = try TemporaryFolder()
    // A tile of two cells at the top in the middle has its upper quarter above the picture; one row further down, or
    // two cells in the middle, lie on the retina; corners lie outside the disc.
    let cells = [(0, 0), (0, 7), (7, 13), (13, 13), (1, 7), (7, 12), (7, 7)]
    let file = try file(cells.map { (row: $0.0, column: $0.1) }, in: folder.url)
    func isAtBorder(_ row: Int, _ tileCells: Double) throws -> Bool {
      try MinedRegions(try FeatureReader(file), tileCells: tileCells).isAtBorder(row: row)
    }
    let border = try cells.indices.map { try isAtBorder($0, 2) }
    #expect(border == [true, true, true, true, false, false, false])
    // A tile of one cell stays inside the picture; one as wide as the square leaves the disc by 1 - pi / 4, 21 %.
    #expect(try !isAtBorder(1, 1))
    #expect(try !isAtBorder(6, 13) && isAtBorder(6, 16))
  }
}
