import Foundation
import Runs
import Workbench

/// Does the stages of one run: each once per key, each with its line of progress, its time and its record.
final class StageRunner {
  /// The run.
  let run: RunDirectory
  /// Where the stages talk.
  let console: Console
  /// The run's folder, which somebody may delete while the run writes it.
  let folder: WatchedFolder

  private let ledger: StageLedger
  private var timing: StageTiming

  init(_ run: RunDirectory, console: Console) {
    self.run = run
    self.console = console
    folder = WatchedFolder(run.url)
    ledger = StageLedger(run)
    do {
      timing = try StageTiming.readIfPresent(from: run) ?? StageTiming()
    } catch {
      // No result depends on it.
      console.warn("\(error.description) The times of earlier stages are lost.")
      timing = StageTiming()
    }
  }

  /// The record of a stage under a key: an old one, or that of the work done now.
  ///
  /// - Parameter work: does the stage and answers the names of its results, relative to the run directory.
  /// - Throws: what `work` throws; `WorkbenchError` with code `.stopped` where the process was asked to end, with
  ///   code `.unreadable` where the run's folder was deleted.
  func stage(
    _ name: StageName, key: String, _ work: (_ progress: StageProgress) throws -> [String: String]
  ) throws -> StageLedger.Entry {
    if let entry = try ledger.entry(of: name.rawValue, key: key) {
      console.note("\(name.rawValue): done before")
      return entry
    }
    try Interruption.check(run.url.path)
    try folder.check()
    try ledger.forget(name.rawValue)
    try RunStatus(.running, stage: name.rawValue).write(to: run)
    let progress = StageProgress(name.rawValue, console: console, watching: folder)
    let results: [String: String]
    do {
      results = try work(progress)
    } catch {
      // Whatever failed, failed because of it.
      try folder.check()
      throw error
    }
    try folder.check()
    let entry = StageLedger.Entry(key: key, results: results)
    try ledger.record(entry, of: name.rawValue)
    timing.seconds[name.rawValue] = progress.elapsedSeconds
    try timing.write(to: run)
    console.note("\(name.rawValue): done in \(StageProgress.duration(progress.elapsedSeconds))")
    return entry
  }

  /// Seconds of each stage, by name, as last measured.
  var stageSeconds: [(stage: StageName, seconds: Double)] {
    StageName.allCases.compactMap { stage in timing.seconds[stage.rawValue].map { (stage, $0) } }
  }
}
