import Foundation
import Imaging
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct TileSheetTests {
  @Test func `the first rows are shown in their frames, as many as the sheet has room for`() throws {
    let mined = try SampleData().mined
    let tiles = try TileStore(
      of: mined, pictures: { try PictureFolder(of: mined) }, configuration: TileConfiguration(tilePixels: 64))
    let sheet = TileSheet(columnCount: 3, maximumTileCount: 5, tilePixels: 48)
    let rows = Array((0..<7).reversed())
    let picture = try sheet.drawn(rows, of: mined, tiles: tiles)
    #expect(Array(sheet.shown(of: rows)) == [6, 5, 4, 3, 2])
    let frame = TileFrame(tilePixels: 48)
    let pitch = 48 + 2 * frame.inset + 4
    #expect(picture.extent == Extent(width: 3 * pitch + 6, height: 2 * pitch + 6))
    func pixel(_ raster: Raster, _ x: Int, _ y: Int) -> [UInt8] {
      Array(raster.samples[(y * raster.width + x) * 3..<(y * raster.width + x) * 3 + 3])
    }
    for (place, row) in rows.prefix(5).enumerated() {
      let (x, y) = (5 + place % 3 * pitch, 5 + place / 3 * pitch)
      let colour = GradePalette.colour(of: mined.grade(ofRow: row))
      #expect(pixel(picture, x + 1, y + 30) == [colour.red, colour.green, colour.blue], "row \(row)")
      let tile = try tiles.tile(row: row).resampled(width: 48, height: 48)
      #expect(pixel(picture, x + frame.inset + 30, y + frame.inset + 30) == pixel(tile, 30, 30), "row \(row)")
    }
    let empty = pixel(picture, 5 + 2 * pitch + 20, 5 + pitch + 20)
    #expect(empty == [0x1E, 0x1E, 0x1E], "there is no sixth tile")
    #expect(
      try sheet.drawn([0], of: mined, tiles: tiles).width == pitch + 6, "a sheet is as wide as its tiles")
  }
}
