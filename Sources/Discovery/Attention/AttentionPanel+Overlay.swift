import Imaging
import Workbench

extension AttentionPanel {
  /// One square of the panel at any size: the picture in grey with G of a level as a heat map over it, and the boxes of the
  /// regions of that level. Colours have the scale of the panel.
  ///
  /// - Parameters:
  ///   - level: 1 ... 4; 0 draws the picture in colour with the boxes of all levels.
  ///   - side: pixels of the square that is drawn.
  /// - Throws: `ImagingError`.
  public func overlay(level: Int, side: Int) throws -> Raster {
    let canvas = try Canvas(width: side, height: side, background: PageStyle.background)
    canvas.paste(square(level: level, side: side), x: 0, y: 0)
    for region in regions where level == 0 || region.level == level {
      try draw(region, on: canvas, x: 0, y: 0, side: side)
    }
    return canvas.raster()
  }
}
