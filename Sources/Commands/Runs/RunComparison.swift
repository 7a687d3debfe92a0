import Foundation
import Pipeline
import Runs
import Scoring
import Settings
import Workbench

/// A table of runs: the settings in which they differ, then the figures of the split that stands for each run.
struct RunComparison: Encodable {
  /// A run of the table.
  struct Row: Encodable {
    let experiment: String
    let id: String
    let state: RunsListJob.State
    /// The values of the keys of the table, in their order.
    let settings: [String]
    let figures: KeyFigures?
    let clusterings: [RunFigures.Clustering]
  }

  let schemaVersion = 1
  /// The keys in which the runs differ.
  let keys: [String]
  let rows: [Row]

  /// Reads the records of runs.
  ///
  /// - Throws: `RunsError`, `DiscoveryError` and others for records that cannot be read.
  init(_ runs: [RunDirectory]) throws {
    let settings = try runs.map { run in
      guard let settings = try RunSettings(of: run) else {
        throw RunsError(
          .missing, at: run.experiment.path, remedy: "The run has not started yet; leave it out.")
      }
      return settings
    }
    let differences = RunSettings.differences(settings).filter { Self.isCompared($0.key) }
    keys = differences.map(\.key)
    rows = try zip(runs, runs.indices).map { run, index in
      let figures = try RunFigures.current(of: run)
      return Row(
        experiment: run.experimentName, id: run.id, state: .init(try RunStatus.current(of: run)),
        settings: differences.map { $0.values[index] }, figures: figures.keyFigures,
        clusterings: figures.clusterings)
    }
  }

  /// `runs compare --csv`: one line for each run; a figure has columns for its value and the ends of its interval.
  var csv: String {
    let kinds = ClusteredRows.allCases.map(\.rawValue).filter { kind in
      rows.contains { row in row.clusterings.contains { $0.rows == kind } }
    }
    var writer = CSVWriter(
      columns: ["experiment", "id", "state"] + keys + ["split", "pictures"]
        + KeyMeasure.allCases.flatMap { ["\($0.rawValue)", "\($0.rawValue)_low", "\($0.rawValue)_high"] }
        + kinds.flatMap { kind in
          let name = kind.replacing("-", with: "_")
          return ["\(name)_clusters", "\(name)_candidates", "\(name)_converged"]
        })
    for row in rows {
      let figures = KeyMeasure.allCases.flatMap { measure -> [String] in
        let estimate = row.figures.flatMap { measure.estimate(in: $0) }
        return [estimate?.value, estimate?.interval?.low, estimate?.interval?.high].map {
          $0.map { CSVWriter.number($0) } ?? ""
        }
      }
      let clusters = kinds.flatMap { kind -> [String] in
        guard let found = row.clusterings.first(where: { $0.rows == kind }) else { return ["", "", ""] }
        return ["\(found.clusterCount)", found.candidateCount.map { "\($0)" } ?? "", "\(found.converged)"]
      }
      writer.append(
        [row.experiment, row.id, row.state.rawValue] + row.settings
          + [row.figures?.split ?? "", row.figures.map { "\($0.pictureCount)" } ?? ""] + figures + clusters)
    }
    return writer.text
  }

  // MARK: -

  /// Keys that change no result make no column, except those that decide the bits of the results.
  private static func isCompared(_ key: String) -> Bool {
    guard let setting = Experiment.schema[key] else { return true }
    return setting.stage != nil || ["runtime.lanes", "runtime.precision"].contains(key)
  }
}

extension RunComparison: CommandResult {
  /// The table for a terminal.
  var text: String {
    let isOneExperiment = Set(rows.map(\.experiment)).count == 1
    var table = TextTable(
      [("run", .left), ("state", .left)] + keys.map { ($0, .left) } + [
        ("split", .left), ("pictures", .right),
      ]
        + KeyMeasure.allCases.map { ($0.title, .left) } + [("clusters", .right), ("candidates", .right)])
    for row in rows {
      let candidates = row.clusterings.compactMap(\.candidateCount)
      table.append(
        [isOneExperiment ? row.id : "\(row.experiment)/\(row.id)", row.state.rawValue] + row.settings
          + [row.figures?.split ?? "", row.figures.map { Counted.text($0.pictureCount) } ?? ""]
          + KeyMeasure.allCases.map { measure in
            FigureText.prose(row.figures.flatMap { measure.estimate(in: $0) })
          } + [
            row.clusterings.map { "\($0.clusterCount)" }.joined(separator: "+"),
            candidates.isEmpty ? "" : "\(candidates.reduce(0, +))",
          ])
    }
    return table.text + (keys.isEmpty ? "\n\nThe runs have the same settings." : "")
  }
}
