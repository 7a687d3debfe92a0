import Foundation
import Reports
import Runs
import Workbench

/// How one loss went over the updates of training.
struct Curve: Hashable, Sendable {
  /// The phase, and the loss where a phase has several.
  let title: String
  /// `8 epochs, 232 updates, at the end 0.710`.
  let facts: String
  /// The curve as an SVG picture.
  let svg: String

  /// Points of a curve, each the mean of as many updates: more are not visible.
  private static let pointCount = 160

  /// The curves of a log, in the order in which they begin.
  static func all(_ lines: [TrainingLog.Line]) -> [Curve] {
    let curves = LossCurve.all(lines)
    return curves.map { curve in
      Curve(curve, isOnly: curves.count { $0.phase == curve.phase } == 1)
    }
  }

  private init(_ curve: LossCurve, isOnly: Bool) {
    let values = curve.averages(count: Self.pointCount)
    title = isOnly ? curve.phase : "\(curve.phase), \(curve.loss)"
    let last = values.last.map { ", at the end \(String(format: "%.3f", $0))" } ?? ""
    facts = "\(Counted.text(curve.epochCount, "epoch")), \(Counted.text(curve.values.count, "update"))\(last)"
    svg = Self.svg(values, updateCount: curve.values.count)
  }

  /// The vertical axis begins at 0.
  private static func svg(_ values: [Double], updateCount: Int) -> String {
    let (width, height, left, bottom) = (420.0, 160.0, 40.0, 20.0)
    let finite = values.filter(\.isFinite)
    let up = PlotAxis(from: 0, to: max(finite.max() ?? 1, 1e-9) * 1.05, ticks: 4)
    func x(_ index: Int) -> Double {
      left + (width - left - 8) * Double(index) / Double(max(1, values.count - 1))
    }
    func y(_ value: Double) -> Double { (height - bottom) - (height - bottom - 8) * up.position(of: value) }
    let points = values.indices.filter { values[$0].isFinite }.map { index in
      String(format: "%.1f,%.1f", x(index), y(values[index]))
    }.joined(separator: " ")
    let ticks = zip(up.ticks, up.tickTexts).map { tick, text in
      String(format: "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">", left - 6, y(tick) + 4)
        + "\(text)</text>"
    }.joined()
    return """
      <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="loss over updates"><path class="axis" \
      d="M\(left) 8V\(height - bottom)H\(width - 8)"/>\(ticks)<text x="\(width - 8)" y="\(height - 5)" \
      text-anchor="end">update \(updateCount)</text><polyline class="line" points="\(points)"/></svg>
      """
  }
}
