import Foundation
import Fundus
import Pipeline
import Runs
import Settings
import Workbench
import ZoomInNet

/// `zoomin data check`: the content and the problems of a data set.
public struct DataCheckJob {
  /// What was found.
  public struct Result: CommandResult {
    /// The findings as lines of text.
    public let text: String
    /// Whether the data set has no problems.
    public let isSound: Bool
    let check: DataCheck
    let sheet: URL?

    struct Answer: Encodable {
      let schemaVersion = 1
      let root: String
      let layout: String
      let sound: Bool
      let listed: Int
      let usable: Int
      let patients: Int
      let grades: [Int]
      let pairs: Int
      let missing: Int
      let broken: Int
      let unlisted: Int
      let unread: Int
      let excluded: Int
      let faults: [String]
      let duplicates: [[String]]
      let sheet: String?
    }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          root: check.root, layout: check.layout.rawValue, sound: isSound, listed: check.listedCount,
          usable: check.usableCount,
          patients: check.patientCount, grades: check.gradeCounts, pairs: check.pairCount,
          missing: check.missing.count, broken: check.broken.count, unlisted: check.unlisted.count,
          unread: check.unread.count, excluded: check.excluded.count,
          faults: check.missing.map { "\($0.name): \($0.clause)" }
            + check.broken.map { "\($0.path): \($0.reason)" }, duplicates: check.duplicates,
          sheet: sheet?.path))
    }
  }

  private let experiment: Experiment
  private let sheet: URL?
  private let console: Console

  /// A check of the data set in a folder, in a table, or that an experiment names.
  ///
  /// - Throws: `SettingsError`, `WorkbenchError`, `FundusError`.
  public init(data: URL, overrides: [String], sheet: URL?, console: Console) throws {
    // Faults are reported, not refused, unless an experiment says otherwise.
    let reporting =
      Experiment.isExperiment(data)
      ? [] : ["data.missing_pictures=skipped", "data.maximum_skipped_fraction=1"]
    experiment = try Experiment.reading(data, overrides: reporting + overrides, console: console)
    self.sheet = sheet
    self.console = console
  }

  /// Reads every picture and makes the counts.
  ///
  /// - Throws: `FundusError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let progress = StageProgress("data check", console: console)
    let data = ExperimentData(experiment, console: console)
    try data.checkOutputs()
    if let sheet {
      try WritableFolder.check(sheet.deletingLastPathComponent(), remedy: "Name another file as --sheet.")
    }
    let prepared = try data.prepared(try data.manifest(progress.listener), progress: progress.listener)
    let check = DataCheck(prepared, layout: experiment.source.layout)
    if let sheet { try AtomicFile.write(try ContactSheet().draw(prepared).png(), to: sheet) }
    return Result(text: check.text(), isSound: check.isClean, check: check, sheet: sheet)
  }
}
