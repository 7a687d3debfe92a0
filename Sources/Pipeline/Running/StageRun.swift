import Foundation
import Runs
import Settings
import Workbench

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

    struct Answer: Encodable {
      let schemaVersion = 1
      let run: String
      let stages: [String]
    }

    public var text: String { run.url.path }

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
    guard let written = try ResolvedExperiment.readIfPresent(from: run) else {
      throw RunsError(
        .missing, at: run.experiment.path,
        remedy: "Name the directory of a run, which `zoomin run` prints in its last line.")
    }
    let identity = try RunIdentity.read(from: run)
    var experiment = try ExperimentReader.read(written.text, place: run.experiment.path)
    let before = experiment
    try ExperimentReader.apply(overrides: overrides, to: &experiment)
    try experiment.validate(place: ExperimentReader.commandLine)
    try check(experiment, against: before)
    // Runs and caches are found relative to this run, even if its folder was moved.
    experiment.runtime.outputs = run.url.deletingLastPathComponent().deletingLastPathComponent().path
    let resolved = experiment
    return try OpenRun(run, console: console).perform(resolved, identity) { runner in
      let context = RunContext(
        resolved, run: run, identity: identity, data: ExperimentData(resolved, console: console),
        console: console)
      let pipeline = PipelineRun(context, runner: runner, wanted: Set(stages))
      try pipeline.perform()
      return Result(
        run: run, stages: stages,
        converged: stages.contains(.cluster)
          ? try pipeline.clusteredRows.allSatisfy { try pipeline.clustered($0).output.converged } : nil)
    }
  }

  // MARK: -

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
