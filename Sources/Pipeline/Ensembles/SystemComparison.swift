import Foundation
import Reports
import Runs
import Scoring
import Workbench

/// The systems of some runs and of the runs together on the pictures of one split, each compared with the one before it.
struct SystemComparison: Encodable {
  /// One system.
  struct Row: Encodable {
    let system: String
    /// Nil for several runs together.
    let run: String?
    let report: GradingReport
    /// This system minus the one before it of the same run; the ensemble minus the whole of each run.
    let differences: [Difference]
  }

  /// A paired difference of two systems.
  struct Difference: Encodable {
    let from: String
    let fromRun: String?
    let figures: GradingComparison
  }

  /// The split.
  let split: String
  let rows: [Row]
  /// The mean probabilities of all runs, of the heads that all have.
  let table: PredictionTable

  private enum CodingKeys: CodingKey {
    case split, rows
  }

  /// Compares runs on pictures that all of them have predicted.
  ///
  /// - Parameters:
  ///   - runs: the name and the predictions of each run, for the same pictures in the same order.
  ///   - draws: draws of patients for each interval.
  /// - Throws: `ScoringError` for probabilities that are not finite.
  init(
    split: String, runs: [(name: String, table: PredictionTable)], draws: Int, seed: UInt64, threadCount: Int
  ) throws {
    let first = runs[0].table
    let graded = first.rows.indices.filter { first.rows[$0].grade != nil }
    func predictions(_ system: GradingSystem) throws -> GradePredictions {
      try GradePredictions(
        probabilities: graded.flatMap { system.probabilities[$0 * 5..<($0 + 1) * 5] },
        grades: graded.compactMap { first.rows[$0].grade }, patients: graded.map { first.rows[$0].patient })
    }
    func difference(
      _ own: GradePredictions, _ other: (system: GradingSystem, predictions: GradePredictions)
    ) -> Difference {
      Difference(
        from: other.system.name, fromRun: other.system.run,
        figures: own.comparison(
          with: other.predictions, draws: draws, seed: seed, threadCount: threadCount))
    }
    let mean = Self.mean(runs.map(\.table))
    var rows: [Row] = []
    func add(_ system: GradingSystem, _ own: GradePredictions, _ differences: [Difference]) {
      rows.append(
        Row(
          system: system.name, run: system.run,
          report: own.report(draws: draws, seed: seed, threadCount: threadCount), differences: differences))
    }
    var wholes: [(system: GradingSystem, predictions: GradePredictions)] = []
    if !graded.isEmpty {
      for run in runs {
        var before: (system: GradingSystem, predictions: GradePredictions)?
        for system in GradingSystem.of(run.table, run: run.name) {
          let own = try predictions(system)
          add(system, own, before.map { [difference(own, $0)] } ?? [])
          before = (system, own)
        }
        if let before { wholes.append(before) }
      }
      if runs.count > 1 {
        let ensemble = GradingSystem(
          name: "ensemble of \(runs.count)", run: nil,
          probabilities: mean.probabilities(of: PredictionTable.combined))
        let own = try predictions(ensemble)
        add(ensemble, own, wholes.map { difference(own, $0) })
      }
    }
    self.split = split
    self.rows = rows
    table = mean
  }

  /// The comparison in columns for a terminal.
  var text: String {
    guard let first = rows.first?.report else { return "\(split): no picture has a grade" }
    var lines = [
      "\(split): \(Counted.text(first.pictureCount, "picture")), \(Counted.text(first.patientCount, "patient"))"
    ]
    let names = rows.map { [$0.system, $0.run].compactMap(\.self).joined(separator: " of ") }
    let width = names.map(\.count).max() ?? 0
    for (name, row) in zip(names, rows) {
      let padded = name.padding(toLength: width, withPad: " ", startingAt: 0)
      lines.append("  \(padded)  kappa \(row.report.kappa.prose)  AUC \(row.report.referableAUC.prose)")
      for difference in row.differences {
        let from = [difference.from, difference.fromRun].compactMap(\.self).joined(separator: " of ")
        lines.append(
          "    minus \(from): kappa \(difference.figures.kappa.prose), AUC "
            + difference.figures.referableAUC.prose)
      }
    }
    return lines.joined(separator: "\n")
  }

  // MARK: -

  /// The mean of each head over the runs that all have it.
  private static func mean(_ tables: [PredictionTable]) -> PredictionTable {
    let heads = tables[0].heads.filter { head in tables.allSatisfy { $0.heads.contains(head) } }
    let rows = tables[0].rows.indices.map { index -> PredictionTable.Row in
      let own = tables[0].rows[index]
      let probabilities = heads.map { head -> (String, [Float]) in
        let values = tables.map { $0.rows[index].probabilities[head] ?? [] }
        let mean = values[0].indices.map { grade in
          values.reduce(0) { $0 + $1[grade] } / Float(values.count)
        }
        return (head, mean)
      }
      return PredictionTable.Row(
        image: own.image, patient: own.patient, eye: own.eye, grade: own.grade,
        probabilities: Dictionary(uniqueKeysWithValues: probabilities))
    }
    return PredictionTable(heads: heads, rows: rows)
  }
}
