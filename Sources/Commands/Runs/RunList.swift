import Foundation
import Runs
import Workbench

/// The list of runs for a terminal.
struct RunList {
  let runs: [ListedRun]
  let now: Date

  /// One line for each run below a line of titles; none without runs.
  var lines: [String] {
    guard !runs.isEmpty else { return [] }
    var table = TextTable([
      ("state", .left), ("age", .right), ("experiment", .left), ("id", .left), ("split", .left),
      ("kappa", .right), ("AUC", .right), ("margin", .right), ("recall", .right), ("clusters", .right),
      ("candidates", .right), ("", .left),
    ])
    for run in runs {
      let figures = KeyMeasure.allCases.map { FigureText.number(run.value(of: $0)) }
      table.append(
        [
          run.state.rawValue, RunAge.text(since: run.started, until: now), run.experiment, run.id,
          run.figures?.split ?? "",
        ] + figures + [
          run.clusterings.map { "\($0.clusterCount)" }.joined(separator: "+"),
          run.candidateCount.map { "\($0)" } ?? "", run.remark,
        ])
    }
    return table.lines
  }
}

/// How texts about runs write figures.
enum FigureText {
  /// Three digits after the point; empty for no value.
  static func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "" }
}
