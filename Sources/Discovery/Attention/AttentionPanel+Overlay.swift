import Imaging
import Workbench

extension AttentionPanel {
  /// The squares of the panel at any size, by level: level 0 is the picture in colour with the boxes of all regions, the
  /// others are the picture in grey with G of the level and the boxes of its regions. Colours have the scale of the panel.
  ///
  /// - Parameter side: pixels of each square.
  /// - Throws: `ImagingError`.
  public func overlays(side: Int) throws -> [Raster] {
    try squares(side: side).enumerated().map { level, square in
      let canvas = try Canvas(width: side, height: side, background: PageStyle.background)
      canvas.paste(square, x: 0, y: 0)
      for region in regions where level == 0 || region.level == level {
        try draw(region, on: canvas, x: 0, y: 0, side: side)
      }
      return canvas.raster()
    }
  }
}
