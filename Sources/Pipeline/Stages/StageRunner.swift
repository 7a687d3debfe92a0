import Foundation
import Runs
import Settings
import Workbench

/// Runs the stages of one run, each once per key, with a line of progress, its time and its record.
///
/// Only this type makes keys and decides what runs. It treats all stages alike.
final class StageRunner {
  /// The run.
  let run: RunDirectory
  /// The output of the stages.
  let console: Console
  /// The run's folder, which somebody may delete while the run writes it.
  let folder: WatchedFolder

  private let experiment: Experiment
  private let ledger: StageLedger
  private var timing: StageTiming

  /// A runner of the stages of an experiment without unresolved `auto` settings.
  init(_ run: RunDirectory, experiment: Experiment, console: Console) {
    self.run = run
    self.experiment = experiment
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

  /// The key of a stage: equal keys mean equal results.
  ///
  /// - Throws: if the content of an input or of a file that a setting names cannot be read.
  func key(of stage: some Stage) throws -> String {
    StageKey.of(
      stage.record, version: stage.version,
      settings: try experiment.identity(of: stage.name, alsoReading: stage.alsoReads),
      inputs: try stage.inputs.map { (name: $0.name, content: $0.content) })
  }

  /// The result of a stage: the recorded one if its key is the same, else that of running it now.
  ///
  /// - Throws: what the stage throws; `WorkbenchError` with code `.stopped` if the process was asked to stop, with code
  ///   `.unreadable` if the run's folder was deleted.
  func result<Step: Stage>(of stage: Step) throws -> StageResult<Step.Output> {
    let name = stage.record
    let key = try key(of: stage)
    if let output = finishedOutput(Step.Output.self, of: name, key: key) {
      console.note("\(name): done before")
      return StageResult(record: name, key: key, output: output)
    }
    try Interruption.check(run.url.path)
    try folder.check()
    try ledger.forget(name)
    try RunStatus(.running, stage: name).write(to: run)
    let progress = StageProgress(name, console: console, watching: folder)
    let output: Step.Output
    do {
      output = try stage.perform(
        StageWork(run: run, key: key, progress: progress.listener, console: console, folder: folder))
    } catch {
      // If the folder was deleted, that is the cause of the error.
      try folder.check()
      throw error
    }
    try folder.check()
    try ledger.record(StageLedger.Entry(key: key, output: output), of: name)
    timing.seconds[name] = progress.elapsedSeconds
    try timing.write(to: run)
    console.note("\(name): done in \(StageProgress.duration(progress.elapsedSeconds))")
    return StageResult(record: name, key: key, output: output)
  }

  /// The recorded result of a stage with any key; nil if there is none.
  ///
  /// - Throws: `RunsError` if the record is damaged.
  func recorded<Output: StageOutput>(_ type: Output.Type, as record: String) throws -> StageResult<Output>? {
    guard let entry = try ledger.entry(type, of: record), isComplete(entry.output) else { return nil }
    return StageResult(record: record, key: entry.key, output: entry.output)
  }

  /// Seconds of each stage, by the name of its record, as last measured.
  var stageSeconds: [(stage: String, seconds: Double)] {
    StageName.allCases.flatMap { stage in
      ClusteredRows.allCases.map { $0.record(of: stage.rawValue) }
    }.compactMap { record in timing.seconds[record].map { (record, $0) } }
  }

  // MARK: -

  /// The output that was recorded with exactly this key, if all its files still exist. A record that cannot be read is
  /// ignored with a warning, and the stage runs again.
  private func finishedOutput<Output: StageOutput>(
    _ type: Output.Type, of name: String, key: String
  ) -> Output? {
    do {
      guard let entry = try ledger.entry(type, of: name), entry.key == key, isComplete(entry.output) else {
        return nil
      }
      return entry.output
    } catch {
      console.warn("\(error.description) The stage is run again.")
      return nil
    }
  }

  private func isComplete(_ output: some StageOutput) -> Bool {
    output.files.allSatisfy { FileManager.default.fileExists(atPath: run.place(of: $0).path) }
  }
}
