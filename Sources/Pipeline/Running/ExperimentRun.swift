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
    /// One clustering of the run.
    struct Clustering: Encodable {
      /// What was clustered: `cells`, `spots`, `dark-spots` or `bright-spots`.
      let rows: String
      let features: String
      let clustering: String
      let atlas: String?
      let converged: Bool
    }

    let clusterings: [Clustering]
    let summary: String?

    /// Whether every clustering converged.
    public var converged: Bool { clusterings.allSatisfy(\.converged) }

    struct Answer: Encodable {
      let schemaVersion = 1
      let run: String
      // Those of the first clustering, as in answers of earlier versions.
      let features: String?
      let clustering: String?
      let atlas: String?
      let evaluation: String
      let converged: Bool
      let clusterings: [Clustering]
    }

    /// What was found, then the run directory.
    public var text: String { [summary, run.url.path].compactMap { $0 }.joined(separator: "\n") }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          run: run.url.path, features: clusterings.first?.features, clustering: clusterings.first?.clustering,
          atlas: clusterings.first?.atlas, evaluation: run.evaluation.path, converged: converged,
          clusterings: clusterings))
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
      let mined = try stages.mined().output
      let clusterings = try stages.clusteredRows.map { rows in
        let clustered = try stages.clustered(rows).output
        return Result.Clustering(
          rows: rows.rawValue, features: run.place(of: mined.file(of: rows).path).path,
          clustering: run.place(of: clustered.folder).path,
          atlas: try stages.drawn(rows).output.atlas.map { run.place(of: $0).path },
          converged: clustered.converged)
      }
      return Result(
        run: run, clusterings: clusterings, summary: try RunSummary.readIfPresent(from: run)?.text)
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
