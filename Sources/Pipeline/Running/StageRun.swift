import Foundation
import Runs
import Settings
import Workbench
import ZoomInNet

/// `zoomin train`, `evaluate`, `mine`, `cluster`, `judge` and `mosaic` with `--run DIR`: single stages of a run.
///
/// Results of earlier stages are taken as the run recorded them; settings of the wanted stages may be changed, except those
/// of preparing and training, which decide which run it is.
public struct StageRun {
  /// The finished stages.
  public struct Result: CommandResult {
    /// The run directory.
    public let run: RunDirectory
    /// Their names, in order.
    public let stages: [StageName]
    /// Whether the clustering converged; nil if it was not one of the stages.
    public var converged: Bool?
    /// What was found, as lines of text; nil if the stages find nothing to tell.
    var summary: String?

    struct Answer: Encodable {
      let schemaVersion = 1
      let run: String
      let stages: [String]
    }

    /// What was found, then the run directory.
    public var text: String { [summary, run.url.path].compactMap { $0 }.joined(separator: "\n") }

    public func json() throws -> String {
      try CanonicalJSON.text(Answer(run: run.url.path, stages: stages.map(\.rawValue)))
    }
  }

  private let run: RunDirectory
  private let stages: [StageName]
  private let overrides: [String]
  private let console: Console

  /// Some stages of the run in a folder, with changes to their own settings.
  public init(_ folder: URL, stages: [StageName], overrides: [String], console: Console) {
    run = RunDirectory(folder.standardizedFileURL)
    self.stages = stages
    self.overrides = overrides
    self.console = console
  }

  /// Runs the stages.
  ///
  /// - Throws: `RunsError` for a folder that is not a run; `SettingsError`, `PipelineError` for settings of earlier
  ///   stages; the errors of the stages.
  public func perform() throws -> Result {
    let before = try run.writtenExperiment()
    let identity = try RunIdentity.read(from: run)
    let network = try networkRun()
    var experiment = before
    try ExperimentReader.apply(overrides: overrides, to: &experiment)
    try experiment.validate(place: ExperimentReader.commandLine)
    try check(experiment, against: before)
    let resolved = experiment
    return try OpenRun(run, console: console).perform(resolved, identity) { runner in
      let context = RunContext(
        resolved, run: run, identity: identity, data: ExperimentData(resolved, console: console),
        network: network, console: console)
      let pipeline = PipelineRun(context, runner: runner, wanted: Set(stages))
      try pipeline.perform()
      return try Result(run: run, stages: stages, pipeline)
    }
  }

  // MARK: -

  /// The run whose network is used, if this run has no training of its own.
  private func networkRun() throws -> TrainedRun? {
    guard try CohortRecord.readIfPresent(from: run) != nil else { return nil }
    let network = try TrainedRun(at: run.url)
    guard !stages.contains(where: { TrainingPhase.allCases.map(\.stage).contains($0) }) else {
      throw PipelineError(
        .otherRun, at: run.url.path, "has no training of its own",
        remedy: "Its network is that of \(network.run.url.path).")
    }
    return network
  }

  /// Whether every setting that was changed belongs to a stage that is done now, or to none. Those of preparing and training
  /// are part of the run's name: with others it would be another run, and its checkpoints would be taken for results of
  /// settings that never made them.
  private func check(_ experiment: Experiment, against before: Experiment) throws {
    guard let first = stages.min() else { return }
    for setting in Experiment.schema.settings {
      guard let stage = setting.stage, stage < first || stage <= .trainZoomInNet,
        setting.key.value(in: experiment) != setting.key.value(in: before)
      else { continue }
      throw PipelineError(
        .otherRun, at: setting.path,
        stage < first
          ? "changes the stage \(stage.rawValue), which comes before \(first.rawValue) and is not run again"
          : "changes the stage \(stage.rawValue), whose settings decide which run this is",
        remedy: "Use `zoomin run` with the whole experiment, which makes another run.")
    }
  }
}

extension StageRun.Result {
  /// The results of the finished stages of a run.
  ///
  /// - Throws: `RunsError` if the evaluation cannot be read.
  init(run: RunDirectory, stages: [StageName], _ pipeline: PipelineRun) throws {
    self.init(run: run, stages: stages)
    if stages.contains(.cluster) {
      converged = try pipeline.clusteredRows.allSatisfy { try pipeline.clustered($0).output.converged }
    }
    if stages.contains(.evaluate) { summary = try pipeline.evaluationText() }
  }
}
