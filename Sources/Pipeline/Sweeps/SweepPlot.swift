import Foundation
import Imaging
import Settings
import Workbench

/// A plot of cluster count and stability against the preference. Each way of comparing features has its own column of
/// panels, because its preferences have another scale. Each combination of the other keys is a line.
struct SweepPlot {
  /// One member on the page.
  struct Place {
    let preference: Double
    let clusterCount: Int
    let stability: Double?
    let isRecommended: Bool
    let converged: Bool
  }

  /// The members of one line, by preference.
  struct Series {
    let name: String
    let places: [Place]
  }

  /// The lines that share an axis of preferences.
  struct Column {
    let name: String
    let series: [Series]
  }

  let title: String
  let columns: [Column]
  private let seriesNames: [String]
  private let failedCount: Int

  /// Keys whose values change the scale of the preferences.
  private static let scaleKeys = ["cluster.similarity", "cluster.features"]
  private static let panel = (width: Float(430), height: Float(260), left: Float(74), top: Float(30))
  private static let gap: Float = 34
  private static let ink = Colour.grey(40)
  private static let faint = Colour.grey(120)

  /// - Throws: nothing at present; `drawn()` makes the page.
  init(title: String, axes: [Sweep.Axis], rows: [SweepRow], recommended: Int?) throws {
    self.title = title
    let done = rows.filter { $0.measures != nil }
    failedCount = rows.count - done.count
    func name(_ row: SweepRow, _ belongs: (String) -> Bool) -> String {
      zip(axes, row.values).filter { belongs($0.0.path) }.map {
        "\($0.path.drop { $0 != "." }.dropFirst()) \($1)"
      }.joined(separator: ", ")
    }
    func isScale(_ path: String) -> Bool { Self.scaleKeys.contains(path) }
    func isLine(_ path: String) -> Bool { !isScale(path) && path != "cluster.preference" }
    var columns: [Column] = []
    for scale in Self.inOrder(done.map { name($0, isScale) }) {
      let here = done.filter { name($0, isScale) == scale }
      let series = Self.inOrder(here.map { name($0, isLine) }).map { line in
        Series(
          name: line,
          places: here.filter { name($0, isLine) == line }.compactMap { row in
            row.measures.map {
              Place(
                preference: $0.preference, clusterCount: $0.clusterCount, stability: $0.stability,
                isRecommended: row.member == recommended, converged: $0.converged)
            }
          }.sorted { $0.preference < $1.preference })
      }
      columns.append(Column(name: scale, series: series))
    }
    self.columns = columns
    seriesNames = Self.inOrder(columns.flatMap { $0.series.map(\.name) })
  }

  /// Draws the page.
  func drawn() throws -> Raster {
    let (panel, gap) = (Self.panel, Self.gap)
    let columnWidth = panel.left + panel.width + gap
    let shownLines = seriesNames.count > 1 ? seriesNames.count : 0
    let legend = Float(shownLines) * 20
    let top: Float = 96
    let width = max(columnWidth * Float(max(1, columns.count)) + 10, 620)
    let height = top + 14 + panel.height + 60 + panel.height + 52 + legend
    let canvas = try Canvas(width: Int(width), height: Int(height), background: .white)
    try canvas.text(
      title, at: Point(x: 20, y: 34), style: TextStyle(pixels: 22, isBold: true, colour: Self.ink))
    try canvas.text(
      "Ring: recommended. Hollow: not converged."
        + (failedCount > 0 ? " \(failedCount) failed members are not shown." : ""),
      at: Point(x: 20, y: 58), style: TextStyle(pixels: 13, colour: Self.faint))
    for (index, column) in columns.enumerated() {
      let left = panel.left + Float(index) * columnWidth
      try canvas.text(
        column.name, at: Point(x: left, y: top - 12),
        style: TextStyle(pixels: 14, isBold: true, colour: Self.ink))
      let counts = Box(
        minX: left, minY: top + panel.top - 16, maxX: left + panel.width,
        maxY: top + panel.top - 16 + panel.height)
      let stabilities = Box(
        minX: left, minY: counts.maxY + 60, maxX: left + panel.width, maxY: counts.maxY + 60 + panel.height)
      try draw(column, "clusters", on: canvas, in: counts) { Double($0.clusterCount) }
      try draw(column, "stability", on: canvas, in: stabilities) { $0.stability }
    }
    for index in 0..<shownLines {
      let y = height - 24 - legend + Float(index) * 20
      canvas.fill(Box(minX: 20, minY: y - 9, maxX: 44, maxY: y - 5), colour(of: seriesNames[index]))
      try canvas.text(
        seriesNames[index], at: Point(x: 52, y: y), style: TextStyle(pixels: 13, colour: Self.ink))
    }
    return canvas.raster()
  }

  // MARK: -

  private func colour(of series: String) -> Colour {
    let index = seriesNames.firstIndex(of: series) ?? 0
    // Begin with the palette's first colour that is legible on white.
    return Colour.distinct[(index + 4) % Colour.distinct.count]
  }

  private static func inOrder(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }

  private func draw(
    _ column: Column, _ name: String, on canvas: Canvas, in box: Box, _ value: (Place) -> Double?
  ) throws {
    let places = column.series.flatMap(\.places)
    let across = PlotAxis(places.map(\.preference), ticks: 4)
    let up =
      name == "stability" ? PlotAxis(from: 0, to: 1, ticks: 5) : PlotAxis(places.compactMap(value), ticks: 5)
    let small = TextStyle(pixels: 12, colour: Self.faint)
    func x(_ number: Double) -> Float {
      box.minX + 14 + Float(across.position(of: number)) * (box.width - 28)
    }
    func y(_ number: Double) -> Float { box.maxY - 10 - Float(up.position(of: number)) * (box.height - 20) }
    for tick in up.ticks {
      canvas.line(
        from: Point(x: box.minX, y: y(tick)), to: Point(x: box.maxX, y: y(tick)), .grey(225))
      try canvas.text(
        PlotAxis.text(tick), at: Point(x: box.minX - 8, y: y(tick) + 4), style: small, alignment: .right)
    }
    for tick in across.ticks {
      canvas.line(
        from: Point(x: x(tick), y: box.maxY), to: Point(x: x(tick), y: box.maxY + 5), Self.faint)
      try canvas.text(
        PlotAxis.text(tick), at: Point(x: x(tick), y: box.maxY + 19), style: small, alignment: .centre)
    }
    canvas.stroke(box, Self.faint)
    try canvas.text(
      name, at: Point(x: box.minX, y: box.minY - 6), style: TextStyle(pixels: 13, colour: Self.ink))
    try canvas.text(
      "preference", at: Point(x: box.maxX, y: box.maxY + 34), style: small, alignment: .right)
    for series in column.series {
      let colour = colour(of: series.name)
      let known = series.places.compactMap { place in
        value(place).map { (place, Point(x: x(place.preference), y: y($0))) }
      }
      canvas.polyline(known.map(\.1), colour, lineWidth: 1.5)
      for (place, point) in known {
        if place.converged {
          canvas.fillCircle(centre: point, radius: 4, colour)
        } else {
          canvas.fillCircle(centre: point, radius: 4, .white)
          canvas.strokeCircle(centre: point, radius: 4, colour, lineWidth: 1.5)
        }
        if place.isRecommended { canvas.strokeCircle(centre: point, radius: 9, Self.ink, lineWidth: 2) }
      }
    }
  }
}
