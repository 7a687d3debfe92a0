import Foundation
import Runs

/// The finished stages of a run, as its records and files tell.
struct StageRecords {
  /// The run.
  let run: RunDirectory
  /// The records.
  let ledger: StageLedger

  /// The finished stages of a run.
  init(_ run: RunDirectory) {
    self.run = run
    ledger = StageLedger(run)
  }

  /// The recorded result of a stage with any key; nil if it has no record, or a file of the result is gone.
  ///
  /// - Throws: `RunsError` if the record is damaged.
  func result<Output: StageOutput>(
    _ type: Output.Type, of record: String
  ) throws(RunsError) -> StageResult<Output>? {
    guard let entry = try ledger.entry(type, of: record), firstMissing(of: entry.output) == nil else {
      return nil
    }
    return StageResult(record: record, key: entry.key, output: entry.output)
  }

  /// The first file of a result that is gone, relative to the run; nil if all are there.
  func firstMissing(of output: some StageOutput) -> String? {
    output.files.first { !FileManager.default.fileExists(atPath: run.place(of: $0).path) }
  }
}
