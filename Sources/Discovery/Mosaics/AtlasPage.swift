import Foundation
import Imaging
import Workbench

/// All clusters on one page, each with its exemplar, further tiles, number, counts and grades.
struct AtlasPage {
  let clusters: [ClusterSummary]
  /// The rows of every cluster, in the order of its mosaic.
  let rows: [[Int]]
  /// Every row that has a cluster, ascending.
  let clusteredRows: [Int]
  let mined: MinedRegions
  let tiles: TileStore
  let configuration: MosaicConfiguration
  let experiment: String
  let converged: Bool
  /// The judgement; nil if the clustering was not judged.
  let judgement: Judgement?

  private static let small = 68
  private static let gap = 6
  private static let padding = 40
  private static let between = 34

  /// Draws the page.
  func drawn() throws -> Raster {
    let shown = min(clusters.count, configuration.atlasClusterCount)
    let frame = TileFrame(tilePixels: Self.small)
    let cell = Self.small + 2 * frame.inset
    let tall = 2 * cell + Self.gap
    let cardWidth = tall + configuration.atlasColumnCount * (cell + Self.gap)
    let cardHeight = 46 + tall
    let perLine = max(1, min(4, shown))
    let lineCount = (shown + perLine - 1) / perLine
    let headerPixels = 178
    let footerPixels = 54
    let width = max(1180, perLine * (cardWidth + Self.between) - Self.between) + 2 * Self.padding
    let height = headerPixels + lineCount * (cardHeight + Self.between) - Self.between + footerPixels
    let canvas = try Canvas(width: width, height: height, background: PageStyle.background)
    try drawHeader(on: canvas, shown: shown)
    for (place, index) in shownClusters.enumerated() {
      let x = Self.padding + (place % perLine) * (cardWidth + Self.between)
      let y = headerPixels + (place / perLine) * (cardHeight + Self.between)
      try drawCard(index, on: canvas, x: x, y: y, width: cardWidth, cell: cell, frame: frame)
    }
    let order =
      configuration.atlasOrder == .similarity && judgement != nil
      ? " Clusters with similar exemplars are neighbours." : ""
    try canvas.text(
      "The first tile of a cluster is its exemplar; the others follow as in its mosaic. Frames and bars: grade of the picture."
        + order,
      at: Point(x: Float(Self.padding), y: Float(height) - 24), style: PageStyle.text(15, PageStyle.faint))
    return canvas.raster()
  }

  /// The largest clusters, in the order of the page.
  var shownClusters: [Int] {
    let shown = min(clusters.count, configuration.atlasClusterCount)
    guard configuration.atlasOrder == .similarity, let judgement else { return Array(0..<shown) }
    return judgement.similarityOrder.filter { $0 < shown }
  }

  // MARK: -

  private func drawHeader(on canvas: Canvas, shown: Int) throws {
    let left = Float(Self.padding)
    let right = Float(canvas.width - Self.padding)
    let faint = PageStyle.text(15, PageStyle.faint)
    try canvas.text(experiment, in: Box(minX: left, minY: 20, maxX: right - 220, maxY: 44), style: faint)
    try canvas.text(PageStyle.researchOnly, at: Point(x: right, y: 37), style: faint, alignment: .right)
    try canvas.text(
      "Atlas of \(Counted.text(clusters.count, "cluster"))", at: Point(x: left, y: 88),
      style: PageStyle.text(42, bold: true))
    try canvas.text(counts, at: Point(x: left, y: 120), style: PageStyle.text(19))
    let grades = GradeCounts(clusteredRows.map { mined.grade(ofRow: $0) })
    let barLeft = max(right - 740, left + (right - left) * 0.46)
    grades.drawBar(on: canvas, in: Box(minX: barLeft, minY: 62, maxX: right, maxY: 86))
    try grades.drawLegend(
      on: canvas, in: Box(minX: barLeft, minY: 92, maxX: right, maxY: 122), pixels: 15, showsCounts: true)
    let notes = [
      shown < clusters.count
        ? "The \(shown) largest of \(Counted.text(clusters.count)) clusters are on this page; every one has a mosaic of its own."
        : nil,
      converged ? nil : "This clustering did not converge: the clusters would still change.",
    ].compactMap { $0 }
    if !notes.isEmpty {
      try canvas.text(
        notes.joined(separator: " "), at: Point(x: left, y: 146),
        style: PageStyle.text(15, PageStyle.notice))
    }
    canvas.fill(Box(minX: left, minY: 158, maxX: right, maxY: 159), PageStyle.rule)
  }

  private func drawCard(
    _ index: Int, on canvas: Canvas, x: Int, y: Int, width: Int, cell: Int, frame: TileFrame
  ) throws {
    let summary = clusters[index]
    let number = PageStyle.text(21, bold: true)
    let baseline = Float(y) + 19
    try canvas.text("\(summary.cluster)", at: Point(x: Float(x), y: baseline), style: number)
    let after = Float(x) + (try canvas.width(of: "\(summary.cluster)", style: number)) + 12
    let patients = summary.patientCount.map { " \u{b7} \(Counted.text($0, "patient"))" } ?? ""
    let counts = Counted.text(summary.regionCount, "region") + patients
    try canvas.text(counts, at: Point(x: after, y: baseline), style: PageStyle.text(15, PageStyle.faint))
    if let rank = judgement.flatMap({ ClusterRemarks(summary.cluster, of: $0).rankText }) {
      try canvas.text(
        rank, at: Point(x: Float(x + width), y: baseline), style: PageStyle.text(15, PageStyle.notice),
        alignment: .right)
    }
    let bar = Box(minX: Float(x), minY: Float(y) + 28, maxX: Float(x + width), maxY: Float(y) + 36)
    summary.grades?.drawBar(on: canvas, in: bar)
    let top = y + 46
    let big = 2 * cell + Self.gap - 2 * frame.inset
    for (position, row) in rows[index].prefix(1 + 2 * configuration.atlasColumnCount).enumerated() {
      let tile = try tiles.tile(row: row)
      let grade = mined.grade(ofRow: row)
      if position == 0 {
        frame.draw(tile.resampled(width: big, height: big), grade: grade, on: canvas, x: x, y: top)
      } else {
        let column = (position - 1) % configuration.atlasColumnCount
        let line = (position - 1) / configuration.atlasColumnCount
        frame.draw(
          tile.resampled(width: Self.small, height: Self.small), grade: grade, on: canvas,
          x: x + 2 * cell + 2 * Self.gap + column * (cell + Self.gap), y: top + line * (cell + Self.gap))
      }
    }
  }

  private var counts: String {
    let all = Counted.text(mined.rowCount, "region")
    return [
      clusteredRows.count == mined.rowCount ? all : "\(Counted.text(clusteredRows.count)) of \(all)",
      Counted.text(mined.images.count, "picture"),
      Counted.text(Set(mined.images.map(\.patient)).count, "patient"),
    ].joined(separator: "  \u{b7}  ")
  }
}
