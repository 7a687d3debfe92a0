import Foundation
import Imaging
import Scoring
import Workbench

/// Recall of lesions over the IoM that counts, beside the blind baselines: a column for each kind of box, above by lesion,
/// below by person.
struct RecallPlot {
  let split: String
  /// The kinds of boxes, the largest first.
  private let columns: [(name: String, report: LesionRecallReport, curve: RecallCurve)]

  /// The plot of a split; nil without lesions, and for an evaluation of an earlier version.
  init?(split: String, lesions: [String: LesionRecallReport]) {
    self.split = split
    columns = lesions.sorted { ($1.value.rule.side, $0.key) < ($0.value.rule.side, $1.key) }.compactMap {
      name, report in report.curve.map { (name, report, $0) }
    }
    guard !columns.isEmpty else { return nil }
  }

  /// The figure.
  var figure: Figure {
    let (report, curve) = (columns[0].report, columns[0].curve)
    let types = report.lesionCounts.sorted { $0.key < $1.key }.map { "\(Counted.text($1)) \($0)" }.joined(
      separator: ", ")
    let lesionCount = report.lesionCounts.values.reduce(0, +)
    return Figure(
      title: "Lesions found by the sampled regions, \(split)",
      notes: [
        "\(Counted.text(lesionCount, "lesion")) (\(types)) in \(Counted.text(report.pictureCount, "picture")).",
        "Strokes: 95 % interval, by patient, at evaluate.recall_threshold.",
      ],
      rows: [
        columns.map { name, report, curve in
          panel(
            "\(name), \(Int(report.rule.side.rounded())) px: \(Self.percent(report.coveredFraction)) of the retina covered",
            "fraction of lesions found", report.pooled, at: report.threshold, curve, \.pooled)
        },
        columns.map { name, report, curve in
          panel(
            "\(name), by person", "fraction of people found", report.perPerson, at: report.threshold, curve,
            \.perPerson)
        },
      ],
      legend: [LegendEntry("sampled regions", Self.sampled)]
        + curve.baselines.enumerated().map { LegendEntry("baseline: \($1.name)", Self.style(ofBaseline: $0)) }
    )
  }

  // MARK: -

  private static let sampled = LineStyle(PlotStyle.colours[0], width: 3)

  private static func style(ofBaseline index: Int) -> LineStyle { PlotStyle.line(index + 1, width: 1.6) }

  private static func percent(_ fraction: Double?) -> String {
    fraction.map { String(format: "%.0f %%", 100 * $0) } ?? "nothing"
  }

  private func panel(
    _ title: String, _ upName: String, _ estimate: Estimate, at threshold: Double, _ curve: RecallCurve,
    _ values: KeyPath<RecallCurve.Series, [Double]>
  ) -> Panel {
    // At 1 all curves are 0 by definition, which is no result.
    let shown = curve.thresholds.indices.filter { curve.thresholds[$0] < 1 }
    func line(_ series: RecallCurve.Series, _ style: LineStyle) -> PlotMark {
      .line(shown.map { PlotPlace(curve.thresholds[$0], series[keyPath: values][$0]) }, style)
    }
    var marks = curve.baselines.enumerated().map { line($1, Self.style(ofBaseline: $0)) }
    marks.append(line(curve.sampled, Self.sampled))
    if let interval = estimate.interval {
      marks.append(
        .interval(x: threshold, low: interval.low, high: interval.high, Self.sampled.colour))
    }
    return Panel(
      title: title, across: PlotAxis(from: 0, to: 1, ticks: 5), "IoM that a box must exceed",
      up: PlotAxis(from: 0, to: 1, ticks: 5), upName, marks: marks)
  }
}
