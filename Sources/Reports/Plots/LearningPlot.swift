import Foundation
import Runs
import Workbench

/// The loss of each phase of training over its updates: a smoothed line over the pale values of single updates.
struct LearningPlot {
  let title: String
  let curves: [LossCurve]

  /// The losses in the order of their colours. A loss of another name follows them.
  private static let names = [
    "loss_m": "loss_m: cross-entropy of M-Net", "loss_a": "loss_a: cross-entropy of A-Net",
    "loss_c": "loss_c: cross-entropy of C-Net", "loss": "loss: their weighted sum",
  ]
  private static let order = ["loss_m", "loss_a", "loss_c", "loss"]
  /// Points of a line; more are not visible.
  private static let pointCount = 500
  /// A smoothed line is the mean over this fraction of the updates.
  private static let smoothing = 30

  /// The plot of a training log; nil without an update.
  init?(title: String, _ lines: [TrainingLog.Line]) {
    guard !lines.isEmpty else { return nil }
    self.title = title
    curves = LossCurve.all(lines)
  }

  /// The figure, with a panel for each phase.
  var figure: Figure {
    let phases = curves.map(\.phase).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let losses = curves.map(\.loss).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let ordered = Self.order.filter(losses.contains) + losses.filter { !Self.order.contains($0) }
    let panels = phases.map { phase in panel(curves.filter { $0.phase == phase }) }
    return Figure(
      title: title,
      notes: [
        "Strong lines: means over a thirtieth of the updates of a phase. Pale lines: single updates; high outliers are cut off."
      ],
      rows: [panels],
      legend: ordered.map { LegendEntry(Self.names[$0] ?? $0, Self.style(of: $0)) })
  }

  // MARK: -

  private static func style(of loss: String) -> LineStyle {
    PlotStyle.line(order.firstIndex(of: loss) ?? order.count)
  }

  private func panel(_ curves: [LossCurve]) -> Panel {
    let updateCount = curves.map(\.values.count).max() ?? 0
    let epochCount = curves.map(\.epochCount).max() ?? 0
    var marks: [PlotMark] = []
    var top = 0.0
    for curve in curves {
      let style = Self.style(of: curve.loss)
      let pale = LineStyle(style.colour, width: 1, opacity: 0.28)
      marks.append(.line(Self.extremes(of: curve.values), pale))
      top = max(top, Self.reach(of: curve.values))
    }
    for curve in curves {
      let smooth = curve.movingMean(width: curve.values.count / Self.smoothing)
      let step = max(1, smooth.count / Self.pointCount)
      let places = stride(from: 0, to: smooth.count, by: step).map { PlotPlace(Double($0 + 1), smooth[$0]) }
      let last = smooth.last.map { [PlotPlace(Double(smooth.count), $0)] } ?? []
      marks.append(.line(places + last, Self.style(of: curve.loss)))
    }
    return Panel(
      title:
        "\(curves.first?.phase ?? ""): \(Counted.text(epochCount, "epoch")), \(Counted.text(updateCount, "update"))",
      across: PlotAxis(from: 0, to: Double(max(1, updateCount)), ticks: 5), "parameter update",
      up: PlotAxis(from: 0, to: max(top, 1e-9) * 1.05, ticks: 5), "loss (nats)", marks: marks)
  }

  /// The value that 99 % of the updates do not exceed: single higher ones would flatten everything else.
  private static func reach(of values: [Double]) -> Double {
    let sorted = values.filter(\.isFinite).sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(0.99 * Double(sorted.count)))]
  }

  /// The finite values as places; of many values the lowest and the highest of each stretch, so that nothing narrow is
  /// lost.
  private static func extremes(of values: [Double]) -> [PlotPlace] {
    let width = max(1, values.count / pointCount)
    return stride(from: 0, to: values.count, by: width).flatMap { start -> [PlotPlace] in
      let part = (start..<min(start + width, values.count)).filter { values[$0].isFinite }
      let ends = [part.min { values[$0] < values[$1] }, part.max { values[$0] < values[$1] }]
      return Set(ends.compactMap(\.self)).sorted().map { PlotPlace(Double($0 + 1), values[$0]) }
    }
  }
}
