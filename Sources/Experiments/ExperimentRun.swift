import Discovery
import Foundation
import Fundus
import Runs
import Workbench
import ZoomInNet

/// `zoomin run`: the whole pipeline of one experiment, stage by stage, each once.
public struct ExperimentRun {
  /// A finished run.
  public struct Result: CommandResult {
    /// The run directory.
    public let run: RunDirectory
    /// Whether the clustering's exemplars settled.
    public let converged: Bool
    let features: URL
    let clustering: URL
    let atlas: URL?

    struct Answer: Encodable {
      let schemaVersion = 1
      let run: String
      let features: String
      let clustering: String
      let atlas: String?
      let evaluation: String
      let converged: Bool
    }

    public var text: String { run.url.path }

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

  /// Does every stage that is not done yet.
  ///
  /// - Throws: the errors of the stages; `RunsError` `.locked`; `WorkbenchError` `.stopped` after an
  ///   interruption, with everything saved that the same command needs to go on.
  public func perform() throws -> Result {
    let data = ExperimentData(experiment, console: console)
    try data.checkOutputs()
    let outputs = OutputsDirectory(data.outputs)
    let name = experiment.general.name
    let weights = try experiment.initialWeights()
    let identity = try RunIdentity(
      experiment, data: data.identity(), weights: weights.identity,
      runs: outputs.experiment(name), console: console)
    let run = outputs.run(identity.id, ofExperiment: name)
    let lock = try RunLock(run)
    defer { withExtendedLifetime(lock) {} }
    try console.open(log: run.log)
    console.note("Run \(run.url.path)")
    do {
      if let last = try RunStatus.readIfPresent(from: run), last.state == .running {
        console.note(
          "Process \(last.process) ended in \(last.stage ?? "the beginning") without a word; going on from there."
        )
      }
    } catch {
      console.warn("\(error.description) It is written again.")
    }
    Interruption.onCut { [console] message in
      console.note(message)
      // What is lost is the status alone: the process ends here, and the lock with it.
      try? RunStatus(.interrupted, stage: RunStatus.lastStage(of: run), message: message).write(to: run)
    }
    try identity.write(to: run)
    return try ExperimentRun(experiment.resolved(identity), console: console).perform(
      in: run, data, identity, weights)
  }

  // MARK: -

  /// Does the stages under the locks and with the log of `perform()`.
  private func perform(
    in run: RunDirectory, _ data: ExperimentData, _ identity: RunIdentity, _ weights: InitialWeights
  ) throws -> Result {
    try ResolvedExperiment(ExperimentWriter.yaml(experiment)).write(to: run)
    var provenance = Provenance(
      libraries: LibraryVersions.all, laneCount: identity.laneCount,
      threadCount: experiment.budget.threadCount, precision: identity.precision)
    do {
      if let earlier = try Provenance.readIfPresent(from: run) { provenance.follow(earlier) }
    } catch {
      console.warn("\(error.description) It is written again; the libraries of earlier starts are lost.")
    }
    for change in provenance.libraryChanges { console.note(change) }
    try provenance.write(to: run)
    let runner = StageRunner(run, console: console)
    do {
      let result = try perform(data, identity, weights, runner)
      try runner.folder.check()
      try RunStatus(.done).write(to: run)
      return result
    } catch {
      // What the user must hear is the error itself; a status that finds no room on a full disk adds nothing, and a
      // run that was deleted is not brought back by its own obituary.
      if !runner.folder.isGone {
        try? status(of: error, at: RunStatus.lastStage(of: run)).write(to: run)
      }
      throw error
    }
  }

  private func perform(
    _ data: ExperimentData, _ identity: RunIdentity, _ weights: InitialWeights, _ runner: StageRunner
  ) throws -> Result {
    let run = runner.run
    let prepareKey = StageKey.of(
      .prepare, settings: experiment.settings(of: .prepare), parent: nil, inputs: [try data.identity()])
    let prepared = try prepare(data, key: prepareKey, runner)
    try checkMining(prepared.manifest)
    let training = TrainingStages(
      experiment: experiment, identity: identity, runner: runner, prepared: prepared, weights: weights)
    let (network, trainingKey) = try training.perform(after: prepareKey)

    let evaluateKey = StageKey.of(
      .evaluate, settings: experiment.settings(of: .evaluate), parent: trainingKey)
    let evaluate = EvaluateStage(
      experiment: experiment, runner: runner, prepared: prepared, network: network)
    _ = try runner.stage(.evaluate, key: evaluateKey) { try evaluate.perform(progress: $0.listener) }

    let mineKey = StageKey.of(.mine, settings: experiment.settings(of: .mine), parent: trainingKey)
    let mine = MineStage(
      experiment: experiment, runner: runner, prepared: prepared, network: network, dataRoot: data.root)
    let mined = try runner.stage(.mine, key: mineKey) {
      try mine.perform(key: mineKey, progress: $0.listener)
    }
    let features = run.place(of: try mined.result("features"))

    let discovery = DiscoveryStages(
      experiment: experiment, runner: runner, features: features, dataRoot: data.root,
      cameras: try data.cameras())
    let found = try discovery.perform(after: mineKey)
    let report = ReportStage(
      experiment: experiment, runner: runner, prepared: prepared, features: features, found: found)
    let text = try report.perform()
    console.say(text)
    return Result(
      run: run, converged: found.clustering.record.converged, features: features,
      clustering: found.clustering.folder, atlas: found.atlas)
  }

  /// Mining comes after hours of training; that it will find pictures is known before.
  private func checkMining(_ manifest: Manifest) throws {
    guard experiment.mining.pictures(of: manifest).isEmpty else { return }
    let names = experiment.mine.splits.map(\.rawValue)
    throw ExperimentsError(
      .conflict(
        "mine.splits asks for \(names.isEmpty ? "pictures not trained on" : names.joined(separator: " and ")), "
          + "but no picture is one of them",
        remedy: "Name other splits under mine.splits, or lower data.train_fraction."), at: manifest.root.path)
  }

  /// The prepared pictures. The cache answers quickly where they are already there, so this is done on every
  /// start: later stages need the list, and a picture that changed since is noticed.
  private func prepare(
    _ data: ExperimentData, key: String, _ runner: StageRunner
  ) throws -> PreparedSet {
    var prepared: PreparedSet?
    func work(_ progress: @escaping ProgressListener) throws -> PreparedSet {
      let set = try data.prepared(try data.manifest(progress), progress: progress)
      let rows = set.skipped.map { SkippedTable.Row(image: $0.id, path: $0.path, reason: $0.reason) }
      try SkippedTable(rows).write(to: runner.run)
      return set
    }
    _ = try runner.stage(.prepare, key: key) { progress in
      prepared = try work(progress.listener)
      return ["skipped": runner.run.relativePath(of: runner.run.skipped)]
    }
    let set = try prepared ?? work { _ in Interruption.isRequested ? .stop : .more }
    if let first = set.skipped.first {
      console.warn("\(set.skipped.count) pictures are skipped, the first is \(first.path): \(first.reason)")
    }
    return set
  }

  private func status(of error: any Error, at stage: String?) -> RunStatus {
    let message = (error as? any ZoominError)?.message ?? "\(error)"
    let isStopped = (error as? WorkbenchError)?.code == .stopped
    return RunStatus(isStopped ? .interrupted : .failed, stage: stage, message: message)
  }
}
