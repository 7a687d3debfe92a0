import Foundation
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
    var order: [[String]] = []
    var values: [[String]: [Double]] = [:]
    var epochs: [String: Int] = [:]
    for line in lines {
      epochs[line.phase] = max(epochs[line.phase] ?? 0, line.epoch + 1)
      for (loss, value) in line.losses.sorted(by: { $0.key < $1.key }) {
        let key = [line.phase, loss]
        if values[key] == nil { order.append(key) }
        values[key, default: []].append(value)
      }
    }
    // Where a phase has one loss, its sum is the same again.
    let shown = order.filter { key in
      let others = order.filter { $0[0] == key[0] && $0 != key }
      return key[1] != "loss" || !others.contains { values[$0] == values[key] }
    }
    return shown.map { key in
      let all = values[key] ?? []
      let isOnly = shown.count { $0[0] == key[0] } == 1
      return Curve(
        title: isOnly ? key[0] : "\(key[0]), \(key[1])", losses: all, epochCount: epochs[key[0]] ?? 0)
    }
  }

  /// Means of neighbouring values.
  private static func averaged(_ values: [Double]) -> [Double] {
    let width = max(1, Int((Double(values.count) / Double(pointCount)).rounded(.up)))
    return stride(from: 0, to: values.count, by: width).map { start in
      let part = values[start..<min(start + width, values.count)]
      return part.reduce(0, +) / Double(part.count)
    }
  }

  private init(title: String, losses: [Double], epochCount: Int) {
    let values = Self.averaged(losses)
    self.title = title
    let last = values.last.map { ", at the end \(String(format: "%.3f", $0))" } ?? ""
    facts = "\(Counted.text(epochCount, "epoch")), \(Counted.text(losses.count, "update"))\(last)"
    svg = Self.svg(values, updateCount: losses.count)
  }

  /// The vertical axis begins at 0.
  private static func svg(_ values: [Double], updateCount: Int) -> String {
    let (width, height, left, bottom) = (420.0, 160.0, 40.0, 20.0)
    let finite = values.filter(\.isFinite)
    let top = max(finite.max() ?? 1, 1e-9) * 1.05
    func x(_ index: Int) -> Double {
      left + (width - left - 8) * Double(index) / Double(max(1, values.count - 1))
    }
    func y(_ value: Double) -> Double { (height - bottom) - (height - bottom - 8) * value / top }
    let points = values.indices.filter { values[$0].isFinite }.map { index in
      String(format: "%.1f,%.1f", x(index), y(values[index]))
    }.joined(separator: " ")
    let ticks = [0, top / 2.1, top / 1.05].map { value in
      String(
        format: "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>", left - 6, y(value) + 4, value)
    }.joined()
    return """
      <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="loss over updates"><path class="axis" \
      d="M\(left) 8V\(height - bottom)H\(width - 8)"/>\(ticks)<text x="\(width - 8)" y="\(height - 5)" \
      text-anchor="end">update \(updateCount)</text><polyline class="line" points="\(points)"/></svg>
      """
  }
}
