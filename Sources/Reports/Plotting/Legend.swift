import Imaging
import Workbench

/// What a line of a figure is.
public struct LegendEntry: Sendable {
  /// In words.
  public var name: String
  /// How the line looks.
  public var style: LineStyle
  /// Whether a band goes with the line.
  public var hasBand: Bool

  /// A line with a name.
  public init(_ name: String, _ style: LineStyle, hasBand: Bool = false) {
    self.name = name
    self.style = style
    self.hasBand = hasBand
  }
}

/// What the lines of a figure are, below its panels.
struct Legend: Sendable {
  let entries: [LegendEntry]

  private static let rowHeight: Float = 21
  private static let sampleWidth: Float = 40
  private static let gap: Float = 26

  /// The height that it needs in a figure of some width.
  func height(width: Float, measuredBy canvas: Canvas) throws(ImagingError) -> Float {
    guard !entries.isEmpty else { return 0 }
    let columns = try columnCount(width: width, measuredBy: canvas)
    return Float((entries.count + columns - 1) / columns) * Self.rowHeight
  }

  /// Draws the entries in rows within a width, from a top left point.
  func draw(on canvas: Canvas, at origin: Point, width: Float) throws(ImagingError) {
    let columns = try columnCount(width: width, measuredBy: canvas)
    let column = try columnWidth(measuredBy: canvas)
    for (index, entry) in entries.enumerated() {
      let x = origin.x + Float(index % columns) * column
      let y = origin.y + (Float(index / columns) + 0.5) * Self.rowHeight
      if entry.hasBand {
        canvas.fill(
          Box(minX: x, minY: y - 6, maxX: x + Self.sampleWidth, maxY: y + 6), entry.style.colour,
          opacity: 0.16)
      }
      canvas.polyline(
        [Point(x: x, y: y), Point(x: x + Self.sampleWidth, y: y)], entry.style.colour,
        lineWidth: entry.style.width, opacity: entry.style.opacity, dashes: entry.style.dashes)
      try canvas.text(
        entry.name, at: Point(x: x + Self.sampleWidth + 8, y: y + 4.5), style: PlotStyle.note)
    }
  }

  // MARK: -

  private func columnWidth(measuredBy canvas: Canvas) throws(ImagingError) -> Float {
    var widest: Float = 0
    for entry in entries { widest = max(widest, try canvas.width(of: entry.name, style: PlotStyle.note)) }
    return Self.sampleWidth + 8 + widest + Self.gap
  }

  private func columnCount(width: Float, measuredBy canvas: Canvas) throws(ImagingError) -> Int {
    max(1, min(entries.count, Int((width + Self.gap) / (try columnWidth(measuredBy: canvas)))))
  }
}
