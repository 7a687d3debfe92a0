import Imaging
import Workbench

/// A frame with two axes and what is drawn between them.
public struct Panel: Sendable {
  /// What it shows; empty for none.
  public var title: String
  /// The horizontal axis.
  public var across: PlotAxis
  /// What it measures, with its unit.
  public var acrossName: String
  /// The vertical axis.
  public var up: PlotAxis
  /// What it measures, with its unit.
  public var upName: String
  /// From the lowest to the topmost.
  public var marks: [PlotMark]
  /// Width of the frame, in pixels.
  public var width: Float = 380
  /// Height of the frame.
  public var height: Float = 260
  /// Room between the frame and the ends of the axes, so that dots there are whole.
  public var inset: Float = 0
  /// Whether lines of a grid mark the ticks.
  public var hasGrid = true

  /// A panel of the usual size.
  public init(
    title: String, across: PlotAxis, _ acrossName: String, up: PlotAxis, _ upName: String, marks: [PlotMark]
  ) {
    self.title = title
    self.across = across
    self.acrossName = acrossName
    self.up = up
    self.upName = upName
    self.marks = marks
  }

  /// Room above the frame, for the title and the name of the vertical axis.
  var above: Float { title.isEmpty ? 28 : 48 }
  /// Room below the frame, for numbers and the name of the horizontal axis.
  static let below: Float = 46
  /// Room right of the frame, for half of the last number.
  static let right: Float = 18

  /// Room left of the frame, for the widest number; whole units, so that lines fall on whole pixels.
  func left(measuredBy canvas: Canvas) throws(ImagingError) -> Float {
    var widest: Float = 0
    for text in up.tickTexts { widest = max(widest, try canvas.width(of: text, style: PlotStyle.tick)) }
    return widest.rounded(.up) + 16
  }

  /// Draws the panel with the frame's top left at a point.
  func draw(on canvas: Canvas, at origin: Point) throws(ImagingError) {
    let frame = Box(minX: origin.x, minY: origin.y, maxX: origin.x + width, maxY: origin.y + height)
    try canvas.text(title, at: Point(x: frame.minX, y: frame.minY - 30), style: PlotStyle.panelTitle)
    try canvas.text(upName, at: Point(x: frame.minX, y: frame.minY - 9), style: PlotStyle.axisName)
    try canvas.text(
      acrossName, at: Point(x: frame.maxX, y: frame.maxY + 38), style: PlotStyle.axisName, alignment: .right)
    try drawAxes(on: canvas, frame)
    canvas.stroke(frame, PlotStyle.faint)
    // A line along the end of an axis is shown in its whole width.
    let edge: Float = 2
    let visible = Box(
      minX: frame.minX - edge, minY: frame.minY - edge, maxX: frame.maxX + edge, maxY: frame.maxY + edge)
    try canvas.clipped(to: visible) { () throws(ImagingError) in
      for mark in marks { try draw(mark, on: canvas, frame) }
    }
  }

  // MARK: -

  private func x(of number: Double, in frame: Box) -> Float {
    frame.minX + inset + Float(across.position(of: number)) * (frame.width - 2 * inset)
  }

  private func y(of number: Double, in frame: Box) -> Float {
    frame.maxY - inset - Float(up.position(of: number)) * (frame.height - 2 * inset)
  }

  private func point(_ place: PlotPlace, in frame: Box) -> Point {
    Point(x: x(of: place.x, in: frame), y: y(of: place.y, in: frame))
  }

  private func drawAxes(on canvas: Canvas, _ frame: Box) throws(ImagingError) {
    for (tick, text) in zip(across.ticks, across.tickTexts) {
      let x = x(of: tick, in: frame)
      let top = hasGrid ? frame.minY : frame.maxY
      canvas.line(from: Point(x: x, y: top), to: Point(x: x, y: frame.maxY), PlotStyle.grid)
      canvas.line(from: Point(x: x, y: frame.maxY), to: Point(x: x, y: frame.maxY + 5), PlotStyle.faint)
      try canvas.text(text, at: Point(x: x, y: frame.maxY + 19), style: PlotStyle.tick, alignment: .centre)
    }
    for (tick, text) in zip(up.ticks, up.tickTexts) {
      let y = y(of: tick, in: frame)
      let right = hasGrid ? frame.maxX : frame.minX
      canvas.line(from: Point(x: frame.minX, y: y), to: Point(x: right, y: y), PlotStyle.grid)
      canvas.line(from: Point(x: frame.minX - 5, y: y), to: Point(x: frame.minX, y: y), PlotStyle.faint)
      try canvas.text(
        text, at: Point(x: frame.minX - 9, y: y + 4), style: PlotStyle.tick, alignment: .right)
    }
  }

  private func draw(_ mark: PlotMark, on canvas: Canvas, _ frame: Box) throws(ImagingError) {
    func points(_ places: [PlotPlace]) -> [Point] {
      places.filter(\.isFinite).map { point($0, in: frame) }
    }
    switch mark {
    case .line(let places, let style):
      canvas.polyline(
        points(places), style.colour, lineWidth: style.width, opacity: style.opacity, dashes: style.dashes)
    case .band(let lower, let upper, let colour):
      canvas.fill(points(lower) + points(upper).reversed(), colour, opacity: 0.16)
    case .dots(let places, let dot, let colour):
      for point in points(places) { draw(dot, on: canvas, at: point, colour) }
    case .interval(let x, let low, let high, let colour):
      guard [x, low, high].allSatisfy(\.isFinite) else { return }
      let ends = points([PlotPlace(x, low), PlotPlace(x, high)])
      canvas.line(from: ends[0], to: ends[1], colour, lineWidth: 1.5)
      for end in ends {
        canvas.line(
          from: Point(x: end.x - 4, y: end.y), to: Point(x: end.x + 4, y: end.y), colour, lineWidth: 1.5)
      }
    case .cell(let place, let colour, let texts):
      guard place.isFinite else { return }
      try drawCell(at: place, colour, texts, on: canvas, frame)
    }
  }

  private func draw(_ dot: PlotMark.Dot, on canvas: Canvas, at point: Point, _ colour: Colour) {
    switch dot {
    case .filled: canvas.fillCircle(centre: point, radius: 4, colour)
    case .hollow:
      canvas.fillCircle(centre: point, radius: 4, .white)
      canvas.strokeCircle(centre: point, radius: 4, colour, lineWidth: 1.5)
    case .ring: canvas.strokeCircle(centre: point, radius: 9, colour, lineWidth: 2)
    }
  }

  private func drawCell(
    at place: PlotPlace, _ colour: Colour, _ texts: [String], on canvas: Canvas, _ frame: Box
  ) throws(ImagingError) {
    let corners = [(-0.5, -0.5), (0.5, 0.5)].map { point(PlotPlace(place.x + $0, place.y + $1), in: frame) }
    let gap: Float = 1
    let box = Box(
      minX: min(corners[0].x, corners[1].x) + gap, minY: min(corners[0].y, corners[1].y) + gap,
      maxX: max(corners[0].x, corners[1].x) - gap, maxY: max(corners[0].y, corners[1].y) - gap)
    canvas.fill(box, colour)
    let letters: Colour = colour.isDark ? .white : PlotStyle.ink
    let lineHeight: Float = 18
    for (index, text) in texts.enumerated() {
      let middle = box.centreY + (Float(index) - Float(texts.count - 1) / 2) * lineHeight
      try canvas.text(
        text,
        in: Box(minX: box.minX, minY: middle - lineHeight / 2, maxX: box.maxX, maxY: middle + lineHeight / 2),
        style: TextStyle(pixels: index == 0 ? 16 : 12, isBold: index == 0, colour: letters),
        alignment: .centre)
    }
  }
}

extension Colour {
  /// Whether white letters are easier to read on it than black ones.
  ///
  /// Source: the relative luminance of WCAG 2, with a power of 2.2 in place of its two pieces.
  fileprivate var isDark: Bool {
    func linear(_ level: UInt8) -> Double {
      let share = Double(level) / 255
      return share * share
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) < 0.3
  }
}
