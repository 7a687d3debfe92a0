import Imaging
import Workbench

/// The first tiles of a cluster in a small picture without words, for pages that say the rest themselves.
public struct TileSheet: Sendable {
  /// Tiles side by side.
  public var columnCount: Int
  /// The largest number of tiles.
  public var maximumTileCount: Int
  /// Side of a tile in pixels; stored tiles are enlarged or reduced to it.
  public var tilePixels: Int

  private static let gap = 4
  /// Room for the line around the exemplar.
  private static let margin = 5

  /// A sheet of two rows of ten small tiles.
  public init(columnCount: Int = 10, maximumTileCount: Int = 20, tilePixels: Int = 96) {
    precondition(columnCount > 0 && maximumTileCount > 0 && tilePixels > 0, "a sheet has tiles")
    self.columnCount = columnCount
    self.maximumTileCount = maximumTileCount
    self.tilePixels = tilePixels
  }

  /// The rows that a sheet of these shows, in the order of its tiles.
  public func shown(of rows: [Int]) -> ArraySlice<Int> { rows.prefix(maximumTileCount) }

  /// Draws the tiles of some rows, the first of them marked as the exemplar, in frames with the colours of grades.
  ///
  /// - Precondition: there is at least one row.
  /// - Throws: `ImagingError`.
  public func drawn(_ rows: [Int], of mined: MinedRegions, tiles: TileStore) throws(ImagingError) -> Raster {
    let shown = Array(shown(of: rows))
    precondition(!shown.isEmpty, "a sheet has tiles")
    let frame = TileFrame(tilePixels: tilePixels)
    let pitch = tilePixels + 2 * frame.inset + Self.gap
    let lineCount = (shown.count + columnCount - 1) / columnCount
    let canvas = try Canvas(
      width: min(shown.count, columnCount) * pitch - Self.gap + 2 * Self.margin,
      height: lineCount * pitch - Self.gap + 2 * Self.margin, background: PageStyle.background)
    for (index, row) in shown.enumerated() {
      let x = Self.margin + (index % columnCount) * pitch
      let y = Self.margin + (index / columnCount) * pitch
      let tile = try tiles.tile(row: row).resampled(width: tilePixels, height: tilePixels)
      frame.draw(tile, grade: mined.grade(ofRow: row), on: canvas, x: x, y: y)
      if index == 0 { frame.markExemplar(tilePixels: tilePixels, on: canvas, x: x, y: y) }
    }
    return canvas.raster()
  }
}
