import Fundus
import Imaging
import Workbench

/// A picture with the network's attention: the picture with its numbered regions, G of levels 1 ... 4 as heat maps over
/// it, the grade and the predicted probabilities.
///
/// Source: Wang et al. 2017, Fig. 3.
public struct AttentionPanel: Sendable {
  /// A mined or sampled region of the picture.
  public struct Region: Hashable, Sendable {
    /// Its rank from 0; drawn as a number from 1 where the box has room for it.
    public var rank: Int
    /// The level with the highest gated attention there, 0 ... 4.
    public var level: Int
    /// Its box, in fractions of the square picture, 0 ... 1.
    public var box: Box

    /// A region; `box` in fractions of the square.
    public init(rank: Int, level: Int, box: Box) {
      self.rank = rank
      self.level = level
      self.box = box
    }
  }

  /// The prepared square, at any number of pixels.
  public var picture: Raster
  /// G, [5, g, g].
  public var gatedAttention: [Float]
  /// The cells of G, g per side, and the centres of their receptive fields in a picture of side 1.
  public var cells: CellGrid
  /// The regions, in rank order.
  public var regions: [Region]
  /// The name of the picture.
  public var id: String
  /// Further facts for the first line, such as the eye and the patient.
  public var facts: [String]
  /// 0 ... 4; nil if it is not known.
  public var grade: Int?
  /// The predicted probabilities, five; empty if there are none.
  public var probabilities: [Float]
  /// The experiment's name on the page.
  public var experiment: String

  /// A panel of the given picture.
  ///
  /// - Precondition: `picture` is square and G has the shape [5, g, g].
  public init(
    picture: Raster, gatedAttention: [Float], cells: CellGrid, regions: [Region], id: String,
    facts: [String] = [],
    grade: Int?, probabilities: [Float], experiment: String
  ) {
    precondition(gatedAttention.count == Grade.count * cells.count * cells.count, "G has the shape [5, g, g]")
    precondition(picture.width == picture.height, "the prepared picture is square")
    self.picture = picture
    self.gatedAttention = gatedAttention
    self.cells = cells
    self.regions = regions
    self.id = id
    self.facts = facts
    self.grade = grade
    self.probabilities = probabilities
    self.experiment = experiment
  }

  /// Pixels of one of the five squares.
  public static let squarePixels = 340
  /// Height of the title. Below it, nothing on the panel names the picture, the patient or the experiment.
  public static let titlePixels = 88

  /// Draws the panel, 1820 pixels wide.
  ///
  /// The four heat maps share one scale from 0 to the largest value at levels 1 ... 4; negative values do not colour
  /// the picture.
  ///
  /// - Throws: `ImagingError`.
  public func drawn() throws -> Raster {
    let side = Self.squarePixels
    let padding = 32
    let gap = 15
    let top = 122
    let canvas = try Canvas(
      width: 2 * padding + 5 * side + 4 * gap, height: top + side + 112, background: PageStyle.background)
    try drawTitle(on: canvas, left: Float(padding), right: Float(canvas.width - padding))
    let peak = largestPositive
    let squares = squares(side: side)
    for level in 0..<Grade.count {
      let x = padding + level * (side + gap)
      let title = level == 0 ? "picture and regions" : "level \(level)  \(GradePalette.name(of: level))"
      if level > 0 {
        canvas.fill(
          Box(minX: Float(x), minY: Float(top) - 25, maxX: Float(x) + 12, maxY: Float(top) - 13),
          GradePalette.colour(of: level))
      }
      try canvas.text(
        title, at: Point(x: Float(x) + (level > 0 ? 20 : 0), y: Float(top) - 13), style: PageStyle.text(15))
      canvas.paste(squares[level], x: x, y: top)
      for region in regions where level == 0 || region.level == level {
        try draw(region, on: canvas, x: x, y: top, side: side)
      }
    }
    let captionTop = Float(top + side)
    try drawProbabilities(
      on: canvas, left: Float(padding), top: captionTop + 24, width: Float(2 * side + gap))
    try drawScale(
      on: canvas, right: Float(canvas.width - padding), top: captionTop + 34, peak: peak)
    return canvas.raster()
  }

  /// The picture, and for each of levels 1 ... 4 the picture in grey with G of the level as a heat map over it.
  func squares(side: Int) -> [Raster] {
    let colour = picture.resampled(width: side, height: side).rgb()
    let grey = dimmed(colour)
    let grid = cells.count
    return [colour]
      + (1..<Grade.count).map { level in
        let values = gatedAttention[level * grid * grid..<(level + 1) * grid * grid]
        let heat = HeatMap(width: grid, height: grid, values: Array(values), frame: cells.frame(ofSide: 1))
        return grey.overlaid(heat, range: 0...(largestPositive ?? 1), opacity: 0.9)
      }
  }

  // MARK: -

  private var largestPositive: Float? {
    gatedAttention[(cells.count * cells.count)...].max().flatMap { $0 > 0 ? $0 : nil }
  }

  private func drawTitle(on canvas: Canvas, left: Float, right: Float) throws {
    let faint = PageStyle.text(15, PageStyle.faint)
    try canvas.text(PageStyle.researchOnly, at: Point(x: right, y: 35), style: faint, alignment: .right)
    try canvas.text(experiment, in: Box(minX: left, minY: 18, maxX: right - 220, maxY: 42), style: faint)
    let title = PageStyle.text(26, bold: true)
    try canvas.text(id, at: Point(x: left, y: 72), style: title)
    let after = left + (try canvas.width(of: id, style: title)) + 18
    try canvas.text(
      facts.joined(separator: "  \u{b7}  "), in: Box(minX: after, minY: 52, maxX: right, maxY: 76),
      style: PageStyle.text(17, PageStyle.faint))
  }

  /// The picture in grey and half as bright, so that the heat map is clearly visible.
  private func dimmed(_ picture: Raster) -> Raster {
    var grey = picture.grey().rgb()
    for index in grey.samples.indices { grey.samples[index] = UInt8(UInt16(grey.samples[index]) * 5 / 8) }
    return grey
  }

  /// Side of the square that holds a region's number.
  private static let badgePixels: Float = 24

  /// Draws the box of a region, with its number where there is room, onto a square at (x, y).
  func draw(_ region: Region, on canvas: Canvas, x: Int, y: Int, side: Int) throws {
    let bounds = Box(minX: Float(x), minY: Float(y), maxX: Float(x + side), maxY: Float(y + side))
    let box = region.box.mapped(scale: Float(side), offsetX: Float(x), offsetY: Float(y)).intersection(bounds)
    guard box.area > 0 else { return }
    // The boxes of spots are smaller than a number, and there are many.
    guard box.width >= 2 * Self.badgePixels else {
      canvas.stroke(box, PageStyle.ink, lineWidth: 1)
      return
    }
    let inner = Box(minX: box.minX + 2, minY: box.minY + 2, maxX: box.maxX - 2, maxY: box.maxY - 2)
    canvas.stroke(inner, .black, lineWidth: 4)
    canvas.stroke(inner, PageStyle.ink, lineWidth: 2)
    let badge = Box(
      minX: box.minX, minY: box.minY, maxX: box.minX + Self.badgePixels,
      maxY: box.minY + Self.badgePixels)
    canvas.fill(badge, PageStyle.ink)
    try canvas.text(
      "\(region.rank + 1)", in: badge, style: PageStyle.text(16, .black, bold: true), alignment: .centre)
  }

  private func drawProbabilities(on canvas: Canvas, left: Float, top: Float, width: Float) throws {
    let label = PageStyle.text(16)
    let known = grade.map { "\($0) \(GradePalette.name(of: $0))" } ?? "not known"
    try canvas.text("graded  \(known)", at: Point(x: left, y: top + 15), style: label)
    guard let highest = probabilities.max(), let predicted = probabilities.firstIndex(of: highest) else {
      return
    }
    try canvas.text(
      "predicted  \(predicted) \(GradePalette.name(of: predicted))", at: Point(x: left, y: top + 42),
      style: label)
    let first = left + 250
    let slot = (width - 250) / Float(probabilities.count)
    for (level, probability) in probabilities.enumerated() {
      let x = first + Float(level) * slot
      let track = Box(minX: x, minY: top + 2, maxX: x + slot - 12, maxY: top + 16)
      canvas.fill(track, PageStyle.raised)
      canvas.fill(
        Box(
          minX: track.minX, minY: track.minY, maxX: track.minX + track.width * min(1, max(0, probability)),
          maxY: track.maxY), GradePalette.colour(of: level))
      let isHighest = level == predicted
      try canvas.text(
        "\(level)", at: Point(x: x, y: top + 42),
        style: PageStyle.text(16, isHighest ? PageStyle.ink : PageStyle.faint, bold: isHighest))
      try canvas.text(
        Self.percent(probability), at: Point(x: x + slot - 12, y: top + 42),
        style: PageStyle.text(16, isHighest ? PageStyle.ink : PageStyle.faint, bold: isHighest),
        alignment: .right)
    }
  }

  private func drawScale(on canvas: Canvas, right: Float, top: Float, peak: Float?) throws {
    let faint = PageStyle.text(15, PageStyle.faint)
    guard let peak else {
      try canvas.text(
        "no positive gated attention at levels 1 to 4", at: Point(x: right, y: top + 12), style: faint,
        alignment: .right)
      return
    }
    let width = 256
    let left = Int(right) - width
    for step in 0..<width {
      canvas.fill(
        Box(minX: Float(left + step), minY: top, maxX: Float(left + step + 1), maxY: top + 12),
        ColourMap.inferno.colour(at: Float(step) / Float(width - 1)))
    }
    try canvas.text("0", at: Point(x: Float(left), y: top + 32), style: faint)
    try canvas.text(Self.short(peak), at: Point(x: right, y: top + 32), style: faint, alignment: .right)
    try canvas.text(
      "gated attention G, one scale for all levels", at: Point(x: Float(left) - 18, y: top + 12),
      style: faint,
      alignment: .right)
  }

  private static func percent(_ fraction: Float) -> String {
    let tenths = Int((max(0, fraction) * 1000).rounded())
    return tenths >= 100 ? "\((tenths + 5) / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }

  /// Three significant digits.
  private static func short(_ value: Float) -> String {
    var scale: Float = 1
    while value * scale < 100 && scale < 1e9 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
