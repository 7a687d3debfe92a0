import Foundation
import Fundus
import NeuralNet
import Runs
import Workbench
import ZoomInNet

/// The three phases of training as stages of a run, each with its checkpoint.
struct TrainingStages {
  let experiment: Experiment
  let identity: RunIdentity
  let runner: StageRunner
  let prepared: PreparedSet
  let weights: InitialWeights

  /// Trains what is not yet trained and answers the network with the weights of the last phase.
  ///
  /// - Parameter key: the key of the stage before.
  /// - Returns: the network and the key of the last stage.
  func perform(after key: String) throws -> (network: TrainedNetwork, key: String) {
    let model = ZoomInNetModel(experiment.network, seed: UInt64(experiment.general.seed))
    let trainer = ZoomInNetTrainer(
      model,
      configuration: experiment.training(laneCount: identity.laneCount, precision: identity.networkPrecision),
      source: prepared, eyes: EyeSet(prepared.manifest), pictures: prepared.manifest.indices(in: .train),
      budget: experiment.budget)
    var parent = key
    var last: TrainingPhase?
    var phases: [TrainingPhase] = []
    for phase in TrainingPhase.allCases where trainer.configuration.phase(phase).epochCount > 0 {
      let stage = phase.stage
      let stageKey = StageKey.of(
        stage, settings: experiment.settings(of: stage), parent: parent,
        inputs: identity.facts + (last == nil ? weights.inputs : []))
      _ = try runner.stage(stage, key: stageKey) { progress in
        try train(phase, after: last, key: stageKey, with: trainer, progress: progress.listener)
        return ["checkpoint": runner.run.relativePath(of: checkpoint(phase))]
      }
      parent = stageKey
      last = phase
      phases.append(phase)
    }
    guard let last else {
      throw ExperimentsError(
        .noResult("no phase has any epochs, so there is no network", remedy: "Raise phase_1.epochs."),
        at: runner.run.experiment.path)
    }
    let url = checkpoint(last)
    try model.parameters.restore(try TrainingCheckpoint(contentsOf: url).content.tensors, from: url.path)
    let network = TrainedNetwork(
      model: model, phases: phases, checkpoint: url, laneCount: identity.laneCount,
      precision: identity.networkPrecision, weights: weights)
    return (network, parent)
  }

  /// The checkpoint file of a phase.
  func checkpoint(_ phase: TrainingPhase) -> URL { runner.run.checkpoint(phase.rawValue) }

  // MARK: -

  /// Gives a fresh network the weights that it begins from.
  private func begin(with model: ZoomInNetModel) throws {
    guard weights.identity != nil else { return }
    try weights.apply(to: model)
    let names = experiment.train.initialWeights.joined(separator: ", ")
    let drawn = weights.drawn.isEmpty ? "" : "; drawn from the seed: \(weights.drawn.joined(separator: ", "))"
    runner.console.note("Beginning from \(names)\(drawn)")
    if experiment.model.contrast == .local {
      runner.console.note(
        "model.contrast is local: weights that were learned on colours are used as they are, on contrast.")
    }
  }

  private func train(
    _ phase: TrainingPhase, after last: TrainingPhase?, key: String, with trainer: ZoomInNetTrainer,
    progress: @escaping ProgressListener
  ) throws {
    let start = try start(of: phase, after: last)
    if start == nil, last == nil { try begin(with: trainer.model) }
    let isResumed = start?.phase == phase
    let log = try TrainingLog(
      runner.run, resuming: phase, updateCount: isResumed ? start?.content.updateCount ?? 0 : 0)
    do {
      try Interruption.deferred {
        try trainer.train(
          phase, from: start, key: identity.id, checkpointSeconds: experiment.runtime.checkpointMinutes * 60,
          onCheckpoint: {
            try runner.folder.check()
            try log.flush()
            try $0.write(to: checkpoint(phase))
          }, onRecord: { try log.append($0) }, progress: progress)
      }
    } catch let error as ZoomInNetError where error.code == .nonFinite {
      throw ZoomInNetError(
        .nonFinite, at: error.place, error.reason,
        remedy:
          "Lower \(phase.section).learning_rate or train.clip_norm. \(try soundState(phase, after: last))")
    }
  }

  /// Which weights are the last that were sound.
  private func soundState(_ phase: TrainingPhase, after last: TrainingPhase?) throws -> String {
    guard let state = try start(of: phase, after: last) else {
      return "Nothing was saved before, so there is nothing to go back to."
    }
    return "The last sound weights are those of \(state.phase.rawValue) after update "
      + "\(state.content.updateCount ?? 0), in \(checkpoint(state.phase).path)."
  }

  /// Where a phase begins: in its own checkpoint, at the end of the one before it, or from nothing.
  private func start(of phase: TrainingPhase, after last: TrainingPhase?) throws -> TrainingCheckpoint? {
    for candidate in [phase, last].compactMap(\.self) {
      let url = checkpoint(candidate)
      guard FileManager.default.fileExists(atPath: url.path) else { continue }
      let checkpoint = try TrainingCheckpoint(contentsOf: url)
      if checkpoint.key == identity.id { return checkpoint }
    }
    return nil
  }
}

extension TrainingPhase {
  /// The section of the experiment that sets how the phase learns.
  var section: String {
    switch self {
    case .mNet: "phase_1"
    case .aNet: "phase_2"
    case .joint: "phase_3"
    }
  }

  /// The stage of a run that trains the phase.
  var stage: StageName {
    switch self {
    case .mNet: .trainMNet
    case .aNet: .trainANet
    case .joint: .trainZoomInNet
    }
  }
}

extension InitialWeights {
  /// What a stage's key takes of them.
  fileprivate var inputs: [String] { identity.map { ["initial weights \($0)"] } ?? [] }
}
