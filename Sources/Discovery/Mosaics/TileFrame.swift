import Foundation
import Imaging
import Workbench

/// Draws a tile in a frame with the colour of its picture's grade, and the mark of an exemplar.
struct TileFrame {
  /// Width of the coloured frame.
  let line: Float
  /// Pixels of background between the frame and the tile, so that the frame's colour does not affect how the tile's
  /// colours look.
  let gap: Float

  /// A frame in proportion to the tile it holds.
  init(tilePixels: Int) {
    line = Float(max(2, (Double(tilePixels) / 48).rounded()))
    gap = tilePixels >= 128 ? 2 : 1
  }

  /// From the outer edge of the frame to the tile.
  var inset: Int { Int(line + gap) }

  /// Draws `tile` with the outer corner of its frame at column `x` and row `y`.
  func draw(_ tile: Raster, grade: Int?, on canvas: Canvas, x: Int, y: Int) {
    canvas.paste(tile, x: x + inset, y: y + inset)
    let side = Float(tile.width + 2 * inset)
    let outer = Box(minX: Float(x), minY: Float(y), maxX: Float(x) + side, maxY: Float(y) + side)
    canvas.stroke(
      Box(
        minX: outer.minX + line / 2, minY: outer.minY + line / 2, maxX: outer.maxX - line / 2,
        maxY: outer.maxY - line / 2), GradePalette.colour(of: grade), lineWidth: line)
  }

  /// Marks the tile at this place as the exemplar, by a white line around the frame and a star.
  func markExemplar(tilePixels: Int, on canvas: Canvas, x: Int, y: Int) {
    let side = Float(tilePixels + 2 * inset)
    let away: Float = 3
    let box = Box(
      minX: Float(x) - away, minY: Float(y) - away, maxX: Float(x) + side + away, maxY: Float(y) + side + away
    )
    canvas.stroke(box, PageStyle.ink, lineWidth: 2)
    let radius = max(8, Float(tilePixels) * 0.075)
    let centre = Point(x: Float(x + inset) + radius + 3, y: Float(y + inset) + radius + 3)
    canvas.fillCircle(centre: centre, radius: radius, PageStyle.background, opacity: 0.82)
    Self.drawStar(on: canvas, centre: centre, radius: radius * 0.74, PageStyle.ink)
  }

  /// A star of five points.
  static func drawStar(on canvas: Canvas, centre: Point, radius: Float, _ colour: Colour) {
    let points = (0..<10).map { corner in
      let angle = Double(corner) * .pi / 5 - .pi / 2
      let length = Double(radius) * (corner.isMultiple(of: 2) ? 1 : 0.42)
      return Point(
        x: centre.x + Float(length * cos(angle)), y: centre.y + Float(length * sin(angle)))
    }
    canvas.fill(points, colour)
  }
}
