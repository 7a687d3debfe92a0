import Foundation
import Imaging
import Workbench

/// Panels in rows under a title, with a legend, as a PNG or an SVG picture. Both are drawn by the same calls.
///
/// The same figure has the same bytes with the same Cairo, FreeType and font: no time and no name of a program is in
/// them.
public struct Figure: Sendable {
  /// What it shows.
  public var title: String
  /// Sentences below the title; long ones are broken into lines.
  public var notes: [String]
  /// The panels, row by row.
  public var rows: [[Panel]]
  /// What the lines are, in the order in which they are read.
  public var legend: [LegendEntry]

  /// A figure.
  public init(title: String, notes: [String] = [], rows: [[Panel]], legend: [LegendEntry] = []) {
    precondition(rows.allSatisfy { !$0.isEmpty } && !rows.isEmpty, "a figure has panels")
    self.title = title
    self.notes = notes
    self.rows = rows
    self.legend = legend
  }

  /// The figure in pixels, twice as many along each side as units of length, which is sharp in print too.
  ///
  /// - Throws: `ImagingError` with code `.fontMissing`, `.tooLarge` or `.memory`.
  public func raster() throws(ImagingError) -> Raster {
    let layout = try Layout(of: self)
    let scale = 2
    let canvas = try Canvas(
      width: layout.width * scale, height: layout.height * scale, background: .white, scale: Double(scale))
    try draw(on: canvas, layout)
    return canvas.raster()
  }

  /// The figure as an SVG picture; letters are outlines.
  ///
  /// - Throws: `ImagingError` with code `.fontMissing`, `.tooLarge`, `.memory` or `.cannotEncode`.
  public func svg() throws(ImagingError) -> Data {
    let layout = try Layout(of: self)
    return try Canvas.svg(width: layout.width, height: layout.height) { canvas throws(ImagingError) in
      try draw(on: canvas, layout)
    }
  }

  // MARK: -

  private static let margin: Float = 22
  private static let lineHeight: Float = 19

  /// Where everything lies.
  private struct Layout {
    let width: Int
    let height: Int
    /// The notes, broken into lines.
    let lines: [String]
    /// Top left of each panel's frame, row by row.
    let origins: [[Point]]
    /// Top of the legend.
    let legendTop: Float

    init(of figure: Figure) throws(ImagingError) {
      let canvas = try Canvas(width: 1, height: 1)
      // Panels of one column stand below each other, so a column is as wide as its widest panel.
      var lefts: [Float] = []
      var widths: [Float] = []
      for panels in figure.rows {
        for (column, panel) in panels.enumerated() {
          if column == lefts.count {
            lefts.append(0)
            widths.append(0)
          }
          lefts[column] = max(lefts[column], try panel.left(measuredBy: canvas))
          widths[column] = max(widths[column], panel.width + Panel.right)
        }
      }
      let panelsWidth = zip(lefts, widths).reduce(0) { $0 + $1.0 + $1.1 }
      let titleWidth = try canvas.width(of: figure.title, style: PlotStyle.title)
      let inner = max(panelsWidth, titleWidth)
      width = Int((inner + 2 * Figure.margin).rounded(.up))
      var lines: [String] = []
      for note in figure.notes { lines += try Figure.broken(note, to: inner, measuredBy: canvas) }
      self.lines = lines
      var y = Figure.margin + 18 + 12 + Float(lines.count) * Figure.lineHeight
      var origins: [[Point]] = []
      for panels in figure.rows {
        var x = Figure.margin
        var row: [Point] = []
        let above = panels.map(\.above).max() ?? 0
        for column in panels.indices {
          row.append(Point(x: x + lefts[column], y: y + above))
          x += lefts[column] + widths[column]
        }
        origins.append(row)
        y += above + (panels.map(\.height).max() ?? 0) + Panel.below
      }
      self.origins = origins
      legendTop = y + 8
      let legendHeight = try Legend(entries: figure.legend).height(width: inner, measuredBy: canvas)
      height = Int((legendTop + legendHeight + Figure.margin).rounded(.up))
    }
  }

  private func draw(on canvas: Canvas, _ layout: Layout) throws(ImagingError) {
    let left = Self.margin
    try canvas.text(title, at: Point(x: left, y: Self.margin + 16), style: PlotStyle.title)
    for (index, line) in layout.lines.enumerated() {
      let y = Self.margin + 18 + Float(index + 1) * Self.lineHeight
      try canvas.text(line, at: Point(x: left, y: y), style: PlotStyle.note)
    }
    for (panels, origins) in zip(rows, layout.origins) {
      for (panel, origin) in zip(panels, origins) { try panel.draw(on: canvas, at: origin) }
    }
    try Legend(entries: legend).draw(
      on: canvas, at: Point(x: left, y: layout.legendTop), width: Float(layout.width) - 2 * Self.margin)
  }

  /// A sentence in lines that are no wider than `width`, unless a single word is.
  private static func broken(
    _ sentence: String, to width: Float, measuredBy canvas: Canvas
  ) throws(ImagingError) -> [String] {
    var lines: [String] = []
    for word in sentence.split(separator: " ") {
      if let last = lines.last, try canvas.width(of: "\(last) \(word)", style: PlotStyle.note) <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
