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
  /// - Parameter first: this stage and later ones run even if they are finished; see `StageRange`.
  /// - Throws: the errors of the stages; `RunsError` `.locked`; `WorkbenchError` `.stopped` after an
  ///   interruption, with everything saved that the same command needs to continue.
  public func perform(again first: StageName? = nil) throws -> Result {
    let answer = try perform(StageRange(again: first)) { run, stages in
      (result: try Self.result(of: stages, in: run), figures: try self.figures(of: stages, in: run))
    }
    if let figures = answer.figures { try record(figures, of: answer.result.run) }
    return answer.result
  }

  private static func result(of stages: PipelineRun, in run: RunDirectory) throws -> Result {
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

  /// The measures of a member of a sweep; nil if the experiment is none.
  private func figures(of stages: PipelineRun, in run: RunDirectory) throws -> MemberFigures? {
    guard experiment.general.member != nil else { return nil }
    var clusterings: [(rows: ClusteredRows, folder: URL)] = []
    for rows in stages.clusteredRows {
      clusterings.append((rows, run.place(of: try stages.clustered(rows).output.folder)))
    }
    return try MemberFigures(of: run, clusterings: clusterings)
  }

  /// Tells the sweep of which this is a member what was found, unless it has no such member: its folder may have been
  /// deleted, or the settings changed on the command line.
  private func record(_ figures: MemberFigures, of run: RunDirectory) throws {
    guard let parts = experiment.general.member?.split(separator: "/"), parts.count == 2,
      let number = Int(parts[1])
    else { return }
    let outputs = OutputsDirectory(experiment.outputs)
    let resolved = experiment.resolved(try RunIdentity.read(from: run))
    let result = MemberResult(
      run: "\(experiment.general.name)/\(run.url.lastPathComponent)", figures: figures.values)
    let isMember = try result.write(
      to: outputs.sweepOfRuns(String(parts[0])), number: number, key: resolved.memberKey)
    if !isMember {
      console.note(
        "The sweep \(parts[0]) has no member \(number) with these settings, so it is not told of this run.")
    }
  }

  /// Runs the stages up to and including one, as far as they are not finished.
  ///
  /// - Throws: as `perform()`.
  public func perform(through last: StageName, again first: StageName? = nil) throws -> StageRun.Result {
    let range = try StageRange(again: first, through: last)
    return try perform(range) { run, stages in try StageRun.Result(run: run, stages: range.wanted, stages) }
  }

  /// What `perform` would do, and why. Nothing is written.
  ///
  /// - Throws: errors of reading the data's tables and the run's records; `WorkbenchError` if results could not be
  ///   written.
  public func plan(through last: StageName? = nil, again first: StageName? = nil) throws -> RunPlan {
    let range = try StageRange(again: first, through: last)
    let beginning = try beginning()
    let planner = StagePlanner(beginning.run, experiment: beginning.experiment, again: range.again)
    try PipelineRun(beginning.context(console), runner: planner, wanted: Set(range.wanted)).perform()
    return try RunPlan(
      beginning.run, experiment: beginning.experiment, steps: planner.steps,
      others: OutputsDirectory(experiment.outputs).experiment(experiment.general.name))
  }

  // MARK: -

  /// What is known of a run before its first stage.
  private struct Beginning {
    let experiment: Experiment
    let run: RunDirectory
    let identity: RunIdentity
    let data: ExperimentData
    let weights: InitialWeights

    func context(_ console: Console) -> RunContext {
      RunContext(experiment, run: run, identity: identity, data: data, weights: weights, console: console)
    }
  }

  private func beginning() throws -> Beginning {
    let data = ExperimentData(experiment, console: console)
    try data.checkOutputs()
    let outputs = OutputsDirectory(experiment.outputs)
    let name = experiment.general.name
    let weights = try experiment.initialWeights()
    let identity = try RunIdentity(
      experiment, data: data.identity(), weights: weights.identity, runs: outputs.experiment(name),
      console: console)
    return Beginning(
      experiment: experiment.resolved(identity), run: outputs.run(identity.id, ofExperiment: name),
      identity: identity, data: data, weights: weights)
  }

  private func perform<Answer>(
    _ range: StageRange, _ answer: (RunDirectory, PipelineRun) throws -> Answer
  ) throws -> Answer {
    let beginning = try beginning()
    let run = beginning.run
    return try OpenRun(run, console: console).perform(
      beginning.experiment, beginning.identity, again: range.again
    ) { runner in
      let stages = PipelineRun(beginning.context(console), runner: runner, wanted: Set(range.wanted))
      try stages.perform()
      return try answer(run, stages)
    }
  }
}
