import Foundation
import Imaging
import Scoring
import Workbench

/// The ROC curves of referable pictures: a panel for each head with its band, beside that of the nuisance measurements.
struct ROCPlot {
  /// One curve.
  private struct Line {
    var names: [String]
    let report: GradingReport
    let roc: ROCReport

    var places: [PlotPlace] { zip(roc.falsePositiveFractions, roc.sensitivities).map { PlotPlace($0, $1) } }

    /// The band in a colour; nothing if no draw has a curve.
    func band(_ colour: Colour) -> [PlotMark] {
      guard let band = roc.band else { return [] }
      return [
        .band(
          lower: zip(band.falsePositiveFractions, band.low).map { PlotPlace($0, $1) },
          upper: zip(band.falsePositiveFractions, band.high).map { PlotPlace($0, $1) }, colour)
      ]
    }
  }

  let split: String
  private let heads: [Line]
  private let nuisance: Line?

  private static let panelsInRow = 2

  /// The plot of a split; nil if no head has a curve, as with one class only.
  init?(split: String, grading: [String: GradingReport], nuisance: GradingReport?) {
    self.split = split
    var lines: [Line] = []
    for head in HeadNames.ordered(grading.keys) {
      guard let report = grading[head], let roc = report.referableROC else { continue }
      let name = HeadNames.text(head)
      // With one trained head, y is the same once more.
      if let same = lines.firstIndex(where: { $0.roc == roc }) {
        lines[same].names.append(name)
      } else {
        lines.append(Line(names: [name], report: report, roc: roc))
      }
    }
    guard !lines.isEmpty else { return nil }
    heads = lines
    self.nuisance = nuisance.flatMap { report in
      report.referableROC.map { Line(names: ["nuisance measurements alone"], report: report, roc: $0) }
    }
  }

  /// The figure.
  var figure: Figure {
    let (report, roc) = (heads[0].report, heads[0].roc)
    let panels = heads.map(panel)
    return Figure(
      title: "ROC of referable pictures (grade 2 or more), \(split)",
      notes: [
        "\(Counted.text(report.pictureCount, "picture")) of \(Counted.text(report.patientCount, "patient")): \(Counted.text(roc.positiveCount)) referable, \(Counted.text(roc.negativeCount)) not.",
        "A band holds 95 % of the draws of patients, over each fraction by itself. AUC with 95 % intervals.",
      ],
      rows: stride(from: 0, to: panels.count, by: Self.panelsInRow).map { first in
        Array(panels[first..<min(first + Self.panelsInRow, panels.count)])
      },
      legend: [LegendEntry("the head", Self.style, hasBand: true)]
        + (nuisance.map { line in
          [
            LegendEntry(
              "\(line.names[0]): AUC \(line.report.referableAUC.prose)", Self.nuisanceStyle, hasBand: true)
          ]
        } ?? []) + [LegendEntry("chance", Self.chanceStyle)])
  }

  // MARK: -

  private static let style = PlotStyle.line(0, width: 2.5)
  private static let nuisanceStyle = PlotStyle.line(1, width: 1.6)
  private static let chanceStyle = LineStyle(.grey(120), width: 1, dashes: [2, 4])

  private func panel(_ head: Line) -> Panel {
    var marks = (nuisance?.band(Self.nuisanceStyle.colour) ?? []) + head.band(Self.style.colour)
    marks.append(.line([PlotPlace(0, 0), PlotPlace(1, 1)], Self.chanceStyle))
    if let nuisance { marks.append(.line(nuisance.places, Self.nuisanceStyle)) }
    marks.append(.line(head.places, Self.style))
    var panel = Panel(
      title: "\(head.names.joined(separator: ", also ")): AUC \(head.report.referableAUC.prose)",
      across: PlotAxis(from: 0, to: 1, ticks: 5), "false positive fraction (1 - specificity)",
      up: PlotAxis(from: 0, to: 1, ticks: 5), "sensitivity", marks: marks)
    (panel.width, panel.height) = (390, 390)
    return panel
  }
}
