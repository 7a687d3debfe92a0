import Foundation
import Runs
import Settings
import Workbench

/// Runs the stages of one run, each once per key, with a line of progress, its time and its record.
///
/// Only this type runs stages; `StagePlanner` says which ones it would run. It treats all stages alike.
final class StageRunner: StagePerformer {
  /// The run.
  let run: RunDirectory
  /// The output of the stages.
  let console: Console
  /// The run's folder, which somebody may delete while the run writes it.
  let folder: WatchedFolder

  /// The stages that were asked for so far, whether they ran now or before.
  private(set) var asked: Set<StageName> = []
  /// Those of them that had no result with their key and ran now.
  private(set) var renewed: Set<StageName> = []

  private let experiment: Experiment
  private let again: Set<StageName>
  private let records: StageRecords
  private var timing: StageTiming

  /// A runner of the stages of an experiment without unresolved `auto` settings.
  ///
  /// - Parameter again: stages that run even if they are finished.
  init(
    _ run: RunDirectory, experiment: Experiment, again: Set<StageName> = [], console: Console
  ) {
    self.run = run
    self.experiment = experiment
    self.again = again
    self.console = console
    folder = WatchedFolder(run.url)
    records = StageRecords(run)
    do {
      timing = try StageTiming.readIfPresent(from: run) ?? StageTiming()
    } catch {
      // No result depends on it.
      console.warn("\(error.description) The times of earlier stages are lost.")
      timing = StageTiming()
    }
  }

  var runsStages: Bool { true }

  /// The key of a stage: equal keys mean equal results.
  ///
  /// - Throws: if the content of an input or of a file that a setting names cannot be read.
  func key(of stage: some Stage) throws -> String { try stage.basis(experiment).key(of: stage.record) }

  /// The result of a stage: the recorded one if its key is the same, else that of running it now.
  ///
  /// A finished stage that runs again keeps its record and its files until the new ones replace them: equal keys mean
  /// equal results, so both are right at any time.
  ///
  /// - Throws: what the stage throws; `WorkbenchError` with code `.stopped` if the process was asked to stop, with code
  ///   `.unreadable` if the run's folder was deleted.
  func result<Step: Stage>(of stage: Step) throws -> StageResult<Step.Output> {
    let name = stage.record
    asked.insert(stage.name)
    let basis = try stage.basis(experiment)
    let key = basis.key(of: name)
    let finished = finishedOutput(Step.Output.self, of: name, key: key)
    if let finished, !again.contains(stage.name) {
      console.note("\(name): done before")
      return StageResult(record: name, key: key, output: finished)
    }
    try Interruption.check(run.url.path)
    try folder.check()
    if finished == nil { try records.ledger.forget(name) }
    try RunStatus(.running, stage: name).write(to: run)
    let progress = StageProgress(name, console: console, watching: folder)
    let output: Step.Output
    do {
      output = try stage.perform(
        StageWork(
          run: run, key: key, isAgain: again.contains(stage.name), progress: progress.listener,
          console: console,
          folder: folder))
    } catch {
      // If the folder was deleted, that is the cause of the error.
      try folder.check()
      throw error
    }
    try folder.check()
    try records.ledger.record(StageLedger.Entry(key: key, output: output, basis: basis), of: name)
    if finished == nil { renewed.insert(stage.name) }
    timing.seconds[name] = progress.elapsedSeconds
    try timing.write(to: run)
    console.note("\(name): done in \(StageProgress.duration(progress.elapsedSeconds))")
    return StageResult(record: name, key: key, output: output)
  }

  /// The recorded result of a stage with any key; nil if there is none.
  ///
  /// - Throws: `RunsError` if the record is damaged.
  func recorded<Output: StageOutput>(_ type: Output.Type, as record: String) throws -> StageResult<Output>? {
    try records.result(type, of: record)
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
      guard let result = try records.result(type, of: name), result.key == key else { return nil }
      return result.output
    } catch {
      console.warn("\(error.description) The stage is run again.")
      return nil
    }
  }
}
