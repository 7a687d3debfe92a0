import Fundus
import Imaging
import Workbench

/// How many regions of a group lie in pictures of each grade.
public struct GradeCounts: Hashable, Sendable {
  /// Regions by grade, 0 ... 4.
  public private(set) var byGrade = [Int](repeating: 0, count: Grade.count)
  /// Regions of pictures whose grade is not known.
  public private(set) var unknown = 0

  /// The counts of the given grades.
  public init(_ grades: some Sequence<Int?>) {
    for grade in grades {
      if let grade, byGrade.indices.contains(grade) { byGrade[grade] += 1 } else { unknown += 1 }
    }
  }

  /// All grades and last, if there are any, the unknown ones.
  public var entries: [(grade: Int?, count: Int)] {
    byGrade.enumerated().map { ($0.offset, $0.element) } + (unknown > 0 ? [(nil, unknown)] : [])
  }

  /// Draws the stacked bar of the grades.
  func drawBar(on canvas: Canvas, in box: Box) {
    canvas.bar(box, parts: entries.map { (Float($0.count), GradePalette.colour(of: $0.grade)) })
  }

  /// Draws the legend: a swatch, the grade, its name if there is room, and the count if requested.
  func drawLegend(
    on canvas: Canvas, in box: Box, pixels: Float, showsCounts: Bool
  ) throws {
    let plain = PageStyle.text(pixels, PageStyle.faint)
    let strong = PageStyle.text(pixels, bold: true)
    let swatch = (pixels * 0.8).rounded()
    let gap = (pixels * 0.45).rounded()
    func label(_ grade: Int?, named: Bool) -> String {
      guard let grade else { return GradePalette.name(of: nil) }
      return named ? "\(grade) \(GradePalette.name(of: grade))" : "\(grade)"
    }
    func width(_ entry: (grade: Int?, count: Int), named: Bool) throws -> Float {
      let count = showsCounts ? try canvas.width(of: "\(entry.count)", style: strong) + gap : 0
      return swatch + gap + (try canvas.width(of: label(entry.grade, named: named), style: plain)) + count
    }
    func total(named: Bool) throws -> Float { try entries.reduce(0) { try $0 + width($1, named: named) } }
    let named = try total(named: true) + Float(entries.count - 1) * gap * 2 <= box.width
    let slack = (box.width - (try total(named: named))) / Float(max(1, entries.count - 1))
    let space = min(max(gap * 2, slack), pixels * 5)
    var x = box.minX
    let baseline = (box.centreY + pixels * 0.36).rounded()
    for entry in entries {
      let top = (box.centreY - swatch / 2).rounded()
      canvas.fill(
        Box(minX: x, minY: top, maxX: x + swatch, maxY: top + swatch), GradePalette.colour(of: entry.grade))
      var cursor = x + swatch + gap
      let text = label(entry.grade, named: named)
      try canvas.text(text, at: Point(x: cursor, y: baseline), style: plain)
      cursor += try canvas.width(of: text, style: plain) + gap
      if showsCounts { try canvas.text("\(entry.count)", at: Point(x: cursor, y: baseline), style: strong) }
      x += (try width(entry, named: named)) + space
      x = x.rounded()
    }
  }
}
