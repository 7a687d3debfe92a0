import Foundation
import Imaging
import Workbench

/// One cluster's mosaic: a header, then its tiles, the exemplar first.
struct MosaicPage {
  let summary: ClusterSummary
  /// The rows in the order of the page. There may be more than are shown.
  let rows: [Int]
  let mined: MinedRegions
  let tiles: TileStore
  let configuration: MosaicConfiguration
  let experiment: String
  /// The judgement of the clustering; nil if it was not judged.
  let judgement: Judgement?

  /// Height of the header; tiles begin below it.
  static let headerPixels = 176

  /// The rows that are shown, in the order of the cells.
  var shownRows: ArraySlice<Int> { rows.prefix(configuration.maximumTileCount) }

  /// Draws the page.
  func drawn() throws -> Raster {
    let tilePixels = tiles.tilePixels
    let frame = TileFrame(tilePixels: tilePixels)
    let cell = tilePixels + 2 * frame.inset
    let pitch = cell + configuration.marginPixels
    let padding = 36
    let grid = configuration.columnCount * pitch - configuration.marginPixels
    let width = max(grid, 1080) + 2 * padding
    let headerPixels = Self.headerPixels
    let notes = footer
    let noteStyle = PageStyle.text(15, PageStyle.faint)
    let measuring = try Canvas(width: 1, height: 1)
    let onOneLine = notes.joined(separator: Self.separator)
    let isOneLine = try measuring.width(of: onOneLine, style: noteStyle) <= Float(width - 2 * padding)
    let footerLines =
      isOneLine
      ? [onOneLine] : [notes.prefix(2), notes.dropFirst(2)].map { $0.joined(separator: Self.separator) }
    let footerPixels = 36 + 22 * footerLines.count
    let lineCount = (shownRows.count + configuration.columnCount - 1) / configuration.columnCount
    let height = headerPixels + lineCount * pitch - configuration.marginPixels + footerPixels
    let canvas = try Canvas(width: width, height: height, background: PageStyle.background)
    let left = Float(padding)
    let right = Float(width - padding)
    try drawHeader(on: canvas, left: left, right: right, bottom: Float(headerPixels - 20))
    for (index, row) in shownRows.enumerated() {
      let x = padding + (index % configuration.columnCount) * pitch
      let y = headerPixels + (index / configuration.columnCount) * pitch
      frame.draw(try tiles.tile(row: row), grade: mined.grade(ofRow: row), on: canvas, x: x, y: y)
      if index == 0 { frame.markExemplar(tilePixels: tilePixels, on: canvas, x: x, y: y) }
    }
    for (index, line) in footerLines.enumerated() {
      let top = Float(height - footerPixels + 16 + 22 * index)
      try canvas.text(line, in: Box(minX: left, minY: top, maxX: right, maxY: top + 22), style: noteStyle)
    }
    return canvas.raster()
  }

  // MARK: -

  private func drawHeader(on canvas: Canvas, left: Float, right: Float, bottom: Float) throws {
    let small = PageStyle.text(15, PageStyle.faint)
    let title = PageStyle.text(42, bold: true)
    try canvas.text(
      experiment, in: Box(minX: left, minY: 18, maxX: right - 220, maxY: 42), style: small)
    try canvas.text(PageStyle.researchOnly, at: Point(x: right, y: 35), style: small, alignment: .right)
    let name = "Cluster \(summary.cluster)"
    try canvas.text(name, at: Point(x: left, y: 84), style: title)
    try canvas.text(
      counts, at: Point(x: left, y: 116), style: PageStyle.text(19, PageStyle.ink))
    let barLeft = max(right - 740, left + (right - left) * 0.46)
    if let grades = summary.grades {
      let legend = Box(minX: barLeft, minY: 88, maxX: right, maxY: 118)
      grades.drawBar(on: canvas, in: Box(minX: barLeft, minY: 58, maxX: right, maxY: 82))
      try grades.drawLegend(on: canvas, in: legend, pixels: 15, showsCounts: true)
    }
    try drawRemarks(on: canvas, left: left, right: right, baseline: bottom - 8)
    canvas.fill(Box(minX: left, minY: bottom, maxX: right, maxY: bottom + 1), PageStyle.rule)
  }

  /// Draws the judgement's remarks and the scale of the tiles.
  private func drawRemarks(on canvas: Canvas, left: Float, right: Float, baseline: Float) throws {
    var end = right
    if let fraction = mined.tileFraction,
      let scale = ScaleBar(tileFraction: fraction, tilePixels: tiles.tilePixels)
    {
      try scale.draw(on: canvas, endingAt: Point(x: right, y: baseline - 6))
      let words = try canvas.width(of: scale.text, style: PageStyle.text(15))
      end = right - Float(scale.pixels) - words - 40
    }
    guard let judgement else { return }
    let remarks = ClusterRemarks(summary.cluster, of: judgement)
    let colour = remarks.candidateRank == nil ? PageStyle.faint : PageStyle.notice
    try canvas.text(
      remarks.line, in: Box(minX: left, minY: baseline - 18, maxX: end, maxY: baseline + 6),
      style: PageStyle.text(16, colour))
  }

  private var counts: String {
    [
      Counted.text(summary.regionCount, "region"),
      summary.imageCount.map { Counted.text($0, "picture") },
      summary.patientCount.map { Counted.text($0, "patient") },
    ].compactMap { $0 }.joined(separator: "  \u{b7}  ")
  }

  private static let separator = "   \u{b7}   "

  private var footer: [String] {
    let order =
      switch configuration.order {
      case .similarity: "exemplar (\u{2605}) first, then the most similar to it"
      case .response: "exemplar (\u{2605}) first, then the strongest attention"
      case .onePerPatient: "exemplar (\u{2605}) first, then the most similar region of each other patient"
      }
    let shown =
      shownRows.count < summary.regionCount
      ? "showing \(Counted.text(shownRows.count)) of \(Counted.text(summary.regionCount))"
      : "showing all \(Counted.text(summary.regionCount))"
    let sides = rows.map { mined.tile(ofRow: $0).width }.sorted()
    let side = Int(sides[sides.count / 2].rounded())
    return [
      shown, order, "frames: grade of the picture",
      "tile: \(mined.unit == .spot ? "a spot's surroundings" : Self.cells(mined.tileCells)), about \(Counted.text(side)) pixels of the source",
    ]
  }

  private static func cells(_ count: Double) -> String {
    let number = count == count.rounded() ? "\(Int(count))" : "\(count)"
    return "\(number) attention cell\(count == 1 ? "" : "s") wide"
  }
}
