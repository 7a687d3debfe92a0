import Foundation
import Fundus
import Runs
import Settings
import Workbench
import ZoomInNet

/// A run whose training is finished, as far as its network is used for pictures that it was not made for.
struct TrainedRun {
  /// The run directory.
  let run: RunDirectory
  /// The experiment, every default written out.
  let experiment: Experiment
  /// The identity of the run.
  let identity: RunIdentity
  /// Every finished phase of training, in order; at least one.
  let phases: [StageResult<TrainStage.Output>]

  /// The run in a folder. In place of a cohort it is the run whose network reads the cohort.
  ///
  /// - Throws: `RunsError` if the folder is not a run or its records cannot be read; `PipelineError` `.noResult` if
  ///   training is not finished; `SettingsError`.
  init(at folder: URL) throws {
    var run = RunDirectory(folder.standardizedFileURL)
    if let cohort = try CohortRecord.readIfPresent(from: run) { run = cohort.networkRun(of: run) }
    self.run = run
    experiment = try run.writtenExperiment()
    identity = try RunIdentity.read(from: run)
    let ledger = StageLedger(run)
    var phases: [StageResult<TrainStage.Output>] = []
    for phase in experiment.train.phases {
      let record = phase.stage.rawValue
      guard let entry = try ledger.entry(TrainStage.Output.self, of: record),
        FileKind(of: run.place(of: entry.output.checkpoint)) == .file
      else {
        throw PipelineError(
          .noResult, at: run.url.path, "its stage \(record) is not finished, so its network is not trained",
          remedy: "Finish it with `zoomin train --run \(ShellWord.quoted(run.url.path))`.")
      }
      phases.append(StageResult(record: record, key: entry.key, output: entry.output))
    }
    guard !phases.isEmpty else { throw PipelineError.noNetwork(in: run) }
    self.phases = phases
  }

  /// The last phase of training.
  var trained: StageResult<TrainStage.Output> { phases[phases.count - 1] }

  /// The network after the last phase.
  ///
  /// - Throws: errors of reading the checkpoint.
  func network() throws -> TrainedNetwork {
    try TrainedNetwork(
      run.place(of: trained.output.checkpoint), phases: trained.output.trainedPhases, experiment: experiment,
      laneCount: identity.laneCount, precision: identity.networkPrecision)
  }

  /// The run's experiment for other pictures, all of which are mined.
  ///
  /// - Parameters:
  ///   - named: lists the pictures; they are prepared as the run's own were.
  ///   - overrides: settings of the data and of the stages after training.
  /// - Throws: `SettingsError`; `PipelineError` `.otherRun` for a setting that decides how the network was trained.
  func experiment(reading named: Experiment, overrides: [String]) throws -> Experiment {
    var experiment = experiment
    func read(_ other: Experiment, into experiment: inout Experiment) {
      experiment.source = other.source
      experiment.data = other.data.prepared(like: experiment.data)
      experiment.phantom = other.phantom
    }
    read(named, into: &experiment)
    experiment.mine.splits = Split.allCases
    try ExperimentReader.apply(overrides: overrides, to: &experiment)
    try experiment.validate(place: ExperimentReader.commandLine)
    var expected = self.experiment
    read(experiment, into: &expected)
    for setting in Experiment.schema.settings {
      guard let stage = setting.stage, stage <= .trainZoomInNet,
        setting.key.value(in: experiment) != setting.key.value(in: expected)
      else { continue }
      throw PipelineError(
        .otherRun, at: setting.path, "decides how the network was trained, or which pictures it can read",
        remedy: "Leave it out: \(run.url.path) keeps its own.")
    }
    return experiment
  }

  /// Records the phases of training in the folder of a cohort beside the run, where later stages look for them.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  func recordTraining(in cohort: RunDirectory) throws {
    let ledger = StageLedger(cohort)
    for phase in phases {
      let output = TrainStage.Output(
        checkpoint: "../\(run.url.lastPathComponent)/\(phase.output.checkpoint)", phases: phase.output.phases)
      try ledger.record(StageLedger.Entry(key: phase.key, output: output), of: phase.record)
    }
  }
}
