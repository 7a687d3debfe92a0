import Foundation
import Fundus
import Runs
import Settings
import Workbench
import ZoomInNet

/// `zoomin run`: all stages of one experiment, each once.
public struct ExperimentRun {
  /// A finished run.
  public struct Result: CommandResult {
    /// The run directory.
    public let run: RunDirectory
    /// Whether the clustering converged.
    public let converged: Bool
    let features: URL
    let clustering: URL
    let atlas: URL?
    let summary: String?

    struct Answer: Encodable {
      let schemaVersion = 1
      let run: String
      let features: String
      let clustering: String
      let atlas: String?
      let evaluation: String
      let converged: Bool
    }

    /// What was found, then the run directory.
    public var text: String { [summary, run.url.path].compactMap { $0 }.joined(separator: "\n") }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          run: run.url.path, features: features.path, clustering: clustering.path, atlas: atlas?.path,
          evaluation: run.evaluation.path, converged: converged))
    }
  }

  private let experiment: Experiment
  private let console: Console

  /// A run of an experiment that has been read and checked.
  public init(_ experiment: Experiment, console: Console) {
    self.experiment = experiment
    self.console = console
  }

  /// Runs every stage that is not finished.
  ///
  /// - Throws: the errors of the stages; `RunsError` `.locked`; `WorkbenchError` `.stopped` after an
  ///   interruption, with everything saved that the same command needs to continue.
  public func perform() throws -> Result {
    try perform(Set(StageName.allCases)) { run, stages in
      let clustered = try stages.clustered().output
      return Result(
        run: run, converged: clustered.converged, features: run.place(of: try stages.mined().output.features),
        clustering: run.place(of: clustered.folder), atlas: try stages.drawn().output.atlas.map(run.place),
        summary: try RunSummary.readIfPresent(from: run)?.text)
    }
  }

  /// Runs the stages up to and including one, as far as they are not finished.
  ///
  /// - Throws: as `perform()`.
  public func perform(through last: StageName) throws -> StageRun.Result {
    let wanted = StageName.allCases.filter { $0 <= last }
    return try perform(Set(wanted)) { run, _ in StageRun.Result(run: run, stages: wanted) }
  }

  // MARK: -

  private func perform<Answer>(
    _ wanted: Set<StageName>, _ answer: (RunDirectory, PipelineRun) throws -> Answer
  ) throws -> Answer {
    let data = ExperimentData(experiment, console: console)
    try data.checkOutputs()
    let outputs = OutputsDirectory(experiment.outputs)
    let name = experiment.general.name
    let weights = try experiment.initialWeights()
    let identity = try RunIdentity(
      experiment, data: data.identity(), weights: weights.identity, runs: outputs.experiment(name),
      console: console)
    let resolved = experiment.resolved(identity)
    let run = outputs.run(identity.id, ofExperiment: name)
    return try OpenRun(run, console: console).perform(resolved, identity) { runner in
      let context = RunContext(
        resolved, run: run, identity: identity, data: data, weights: weights, console: console)
      let stages = PipelineRun(context, runner: runner, wanted: wanted)
      try stages.perform()
      return try answer(run, stages)
    }
  }
}
