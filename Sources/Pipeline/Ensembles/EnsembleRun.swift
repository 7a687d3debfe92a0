import Foundation
import Fundus
import Runs
import Settings
import Workbench

/// `zoomin evaluate --run A --run B --out DIR`: the parts of each run's network, the runs, and all of them together.
///
/// An ensemble is the mean of the runs' probabilities y, for which every run must have predicted the same pictures. Runs
/// of a cross-validation have predicted different ones, whose predictions are pooled.
public struct EnsembleRun {
  /// A finished comparison.
  public struct Result: CommandResult {
    /// Its folder.
    public let folder: URL
    let comparisons: [SystemComparison]
    let runs: [String]

    struct Record: Encodable {
      let schemaVersion = 1
      let folder: String?
      let runs: [String]
      let splits: [SystemComparison]
    }

    /// A table for each split, then the folder.
    public var text: String { (comparisons.map(\.text) + [folder.path]).joined(separator: "\n") }

    public func json() throws -> String {
      try CanonicalJSON.text(Record(folder: folder.path, runs: runs, splits: comparisons))
    }
  }

  private let folders: [URL]
  private let data: URL?
  private let out: URL
  private let pools: Bool
  private let overrides: [String]
  private let console: Console

  /// A comparison of runs.
  ///
  /// - Parameters:
  ///   - folders: the runs.
  ///   - data: another data set that their networks evaluate; nil takes the pictures that they held out.
  ///   - out: the folder of the results.
  ///   - pools: whether the runs are the folds of a cross-validation.
  ///   - overrides: settings of the data and of `evaluate`.
  public init(
    _ folders: [URL], data: URL?, out: URL, pools: Bool = false, overrides: [String], console: Console
  ) {
    self.folders = folders
    self.pools = pools
    self.data = data
    self.out = out.standardizedFileURL
    self.overrides = overrides
    self.console = console
  }

  /// Evaluates the runs as far as they are not, and compares them.
  ///
  /// - Throws: `PipelineError` if the runs did not predict the same pictures; the errors of evaluating.
  public func perform() throws -> Result {
    try WritableFolder.check(out, remedy: "Name another folder as --out.")
    let runs = try folders.map { folder in
      if let data {
        return try CohortRun(
          of: folder, data: data, stages: [.evaluate], overrides: overrides, console: console
        ).perform().run
      }
      return try StageRun(folder, stages: [.evaluate], overrides: overrides, console: console).perform().run
    }
    let experiment = try runs[0].writtenExperiment()
    let names = Self.names(of: folders)
    // The validation pictures of a fold are tested in another one.
    let splits = pools ? [.test] : Split.allCases
    let comparisons = try splits.compactMap { split -> SystemComparison? in
      let tables = try runs.map { try PredictionTable.readIfPresent(from: $0, split: split.rawValue) }
      guard tables.contains(where: { $0 != nil }) else { return nil }
      let all = try zip(runs, tables).map { run, table -> PredictionTable in
        guard let table else {
          throw PipelineError(
            .otherRun, at: run.url.path,
            "has no predictions of the split \(split.rawValue), which other runs have",
            remedy: "Compare runs of the same pictures and splits, or name the pictures as --data.")
        }
        return table
      }
      let compared: [(name: String, table: PredictionTable)]
      if pools {
        compared = [("\(runs.count) folds", try Self.pooled(all, of: runs))]
      } else {
        for (run, table) in zip(runs, all).dropFirst() { try Self.check(table, of: run, against: all[0]) }
        compared = Array(zip(names, all))
      }
      return try SystemComparison(
        split: split.rawValue, runs: compared, draws: experiment.evaluate.bootstrapDraws,
        seed: UInt64(experiment.general.seed), threadCount: experiment.budget.threadCount)
    }
    let result = Result(folder: out, comparisons: comparisons, runs: runs.map(\.url.path))
    for comparison in comparisons {
      try comparison.table.write(
        to: out.appendingPathComponent("predictions/\(comparison.split).csv"))
    }
    try AtomicFile.write(
      CanonicalJSON.data(
        Result.Record(folder: nil, runs: result.runs, splits: comparisons)),
      to: out.appendingPathComponent("comparison.json"))
    return result
  }

  // MARK: -

  /// The names of the runs' folders; with that of the experiment where two runs have the same.
  private static func names(of folders: [URL]) -> [String] {
    let names = folders.map(\.standardizedFileURL.lastPathComponent)
    guard Set(names).count < names.count else { return names }
    return folders.map { $0.standardizedFileURL.pathComponents.suffix(2).joined(separator: "/") }
  }

  /// The predictions of the folds of a cross-validation in one table, of the heads that all have.
  static func pooled(_ tables: [PredictionTable], of runs: [RunDirectory]) throws -> PredictionTable {
    var owners: [String: RunDirectory] = [:]
    for (run, table) in zip(runs, tables) {
      for row in table.rows {
        guard let owner = owners.updateValue(run, forKey: row.image) else { continue }
        throw PipelineError(
          .otherRun, at: run.url.path, "tested \(row.image), which \(owner.url.path) tested too",
          remedy: "Pool runs that differ in data.fold only, or compare runs without --pooled.")
      }
    }
    let heads = tables[0].heads.filter { head in tables.allSatisfy { $0.heads.contains(head) } }
    return PredictionTable(heads: heads, rows: tables.flatMap(\.rows))
  }

  /// Checks that a run predicted the same pictures as the first one.
  static func check(
    _ table: PredictionTable, of run: RunDirectory, against first: PredictionTable
  ) throws {
    func facts(_ row: PredictionTable.Row) -> [String] {
      [row.image, row.patient, row.eye, row.grade.map { "\($0)" } ?? ""]
    }
    guard table.rows.map(facts) != first.rows.map(facts) else { return }
    let known = Set(first.rows.map(facts))
    let other = table.rows.first { !known.contains(facts($0)) }
    throw PipelineError(
      .otherRun, at: run.url.path,
      "predicted other pictures than the first run"
        + (other.map { ", \($0.image) for example" } ?? ", \(table.rows.count) instead of \(first.rows.count)"),
      remedy: "Compare runs of the same pictures, splits and grades, or name the pictures as --data.")
  }
}
