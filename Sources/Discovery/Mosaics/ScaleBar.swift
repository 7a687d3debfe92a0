import Imaging
import Workbench

/// A scale bar for tiles, as a share of the retina's width.
///
/// Every tile is the same share of its picture's retina, however many pixels the camera had, so one bar is valid for
/// all of them. Photographs contain no scale in millimetres.
struct ScaleBar: Hashable, Sendable {
  /// The length of the bar as a share of the retina's width.
  let retinaFraction: Double
  /// Its length on a tile.
  let pixels: Double

  /// The longest round bar that covers at most six tenths of a tile; nil for a tile too small for any.
  ///
  /// - Parameters:
  ///   - tileFraction: width of a tile as a share of the prepared square's.
  ///   - tilePixels: width of a tile on the page.
  init?(tileFraction: Double, tilePixels: Int) {
    let pixelsPerRetina = Double(tilePixels) / tileFraction
    let steps = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]
    guard tileFraction > 0,
      let fraction = steps.first(where: { $0 * pixelsPerRetina <= 0.6 * Double(tilePixels) })
    else { return nil }
    retinaFraction = fraction
    pixels = fraction * pixelsPerRetina
  }

  /// The bar in words.
  var text: String {
    let percent = retinaFraction * 100
    let number = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
    return "\(number) % of the retina's width"
  }

  /// Draws the bar with its text to the left of it; the right end is at `point`.
  func draw(on canvas: Canvas, endingAt point: Point) throws {
    let (left, right) = (point.x - Float(pixels), point.x)
    canvas.fill(Box(minX: left, minY: point.y - 2, maxX: right, maxY: point.y + 1), PageStyle.ink)
    for x in [left, right - 2] {
      canvas.fill(Box(minX: x, minY: point.y - 7, maxX: x + 2, maxY: point.y + 6), PageStyle.ink)
    }
    try canvas.text(
      text, at: Point(x: left - 12, y: point.y + 5), style: PageStyle.text(15, PageStyle.faint),
      alignment: .right)
  }
}
