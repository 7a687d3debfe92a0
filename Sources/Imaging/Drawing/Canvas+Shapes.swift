internal import CCairo
import Workbench

/// A place on a canvas, in pixels from the top left.
public struct Point: Hashable, Sendable {
  /// To the right.
  public var x: Float
  /// Downwards.
  public var y: Float

  /// The place at `x`, `y`.
  public init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }
}

extension Canvas {
  /// Fills a rectangle.
  public func fill(_ box: Box, _ colour: Colour, opacity: Float = 1) {
    use(colour, opacity: opacity)
    trace(box)
    cairo_fill(context)
  }

  /// Draws the outline of a rectangle; half of the line lies outside it.
  public func stroke(_ box: Box, _ colour: Colour, lineWidth: Float = 1) {
    use(colour)
    cairo_set_line_width(context, Double(lineWidth))
    trace(box)
    cairo_stroke(context)
  }

  /// Draws a straight line.
  public func line(from start: Point, to end: Point, _ colour: Colour, lineWidth: Float = 1) {
    polyline([start, end], colour, lineWidth: lineWidth)
  }

  /// Draws straight lines through points in order; fewer than two draw nothing.
  ///
  /// - Parameter dashes: lengths of strokes and gaps in turn; empty for an unbroken line.
  public func polyline(
    _ points: [Point], _ colour: Colour, lineWidth: Float = 1, closed: Bool = false, opacity: Float = 1,
    dashes: [Float] = []
  ) {
    guard points.count > 1 else { return }
    use(colour, opacity: opacity)
    cairo_set_line_width(context, Double(lineWidth))
    trace(points)
    if closed { cairo_close_path(context) }
    // The mitres of a noisy line would be spikes.
    cairo_set_line_join(context, closed ? CAIRO_LINE_JOIN_MITER : CAIRO_LINE_JOIN_ROUND)
    cairo_set_dash(context, dashes.map(Double.init), Int32(dashes.count), 0)
    cairo_stroke(context)
    cairo_set_dash(context, nil, 0, 0)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
  }

  /// Draws within a rectangle only; what reaches over its edges is cut off.
  public func clipped<Failure: Error>(
    to box: Box, _ draw: () throws(Failure) -> Void
  ) throws(Failure) {
    cairo_save(context)
    defer { cairo_restore(context) }
    trace(box)
    cairo_clip(context)
    try draw()
  }

  /// Fills a polygon.
  public func fill(_ points: [Point], _ colour: Colour, opacity: Float = 1) {
    guard points.count > 2 else { return }
    use(colour, opacity: opacity)
    trace(points)
    cairo_fill(context)
  }

  /// Fills a disc.
  public func fillCircle(centre: Point, radius: Float, _ colour: Colour, opacity: Float = 1) {
    use(colour, opacity: opacity)
    trace(centre: centre, radius: radius)
    cairo_fill(context)
  }

  /// Draws a circle.
  public func strokeCircle(centre: Point, radius: Float, _ colour: Colour, lineWidth: Float = 1) {
    use(colour)
    cairo_set_line_width(context, Double(lineWidth))
    trace(centre: centre, radius: radius)
    cairo_stroke(context)
  }

  /// A stacked bar: parts side by side, each as wide as its share of the sum.
  ///
  /// The parts begin and end on whole pixels, so that no background shows between them. A sum of 0 draws nothing.
  ///
  /// - Precondition: no amount is negative.
  public func bar(_ box: Box, parts: [(amount: Float, colour: Colour)]) {
    precondition(parts.allSatisfy { $0.amount >= 0 }, "a part of a bar must not be negative")
    let sum = parts.reduce(0) { $0 + $1.amount }
    guard sum > 0, sum.isFinite else { return }
    var amount: Float = 0
    for part in parts {
      let left = (box.minX + box.width * amount / sum).rounded()
      amount += part.amount
      let right = (box.minX + box.width * min(1, amount / sum)).rounded()
      fill(Box(minX: left, minY: box.minY, maxX: right, maxY: box.maxY), part.colour)
    }
  }

  // MARK: -

  private func trace(_ box: Box) {
    cairo_new_path(context)
    cairo_rectangle(context, Double(box.minX), Double(box.minY), Double(box.width), Double(box.height))
  }

  private func trace(_ points: [Point]) {
    cairo_new_path(context)
    for point in points { cairo_line_to(context, Double(point.x), Double(point.y)) }
  }

  private func trace(centre: Point, radius: Float) {
    cairo_new_path(context)
    cairo_arc(context, Double(centre.x), Double(centre.y), Double(radius), 0, 2 * .pi)
  }
}
