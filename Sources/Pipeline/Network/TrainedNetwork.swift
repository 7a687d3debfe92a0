import Foundation
import Fundus
import NeuralNet
import Settings
import Workbench
import ZoomInNet

/// A network after its last phase, and which of its heads were trained.
struct TrainedNetwork {
  let model: ZoomInNetModel
  /// The phases that were trained, in order.
  let phases: [TrainingPhase]
  /// The checkpoint of the last phase.
  let checkpoint: URL
  let laneCount: Int
  let precision: Precision

  /// The heads that were trained.
  var heads: Set<Head> { Set(phases.map(\.head)) }

  /// A predictor for the pictures of a set.
  func predictor(_ prepared: PreparedSet, _ experiment: Experiment) throws -> ZoomInNetPredictor {
    try ZoomInNetPredictor(
      model,
      configuration: PredictionConfiguration(
        heads: heads, combined: Set(experiment.heads.combined),
        orientationCount: experiment.heads.orientationCount, laneCount: laneCount, precision: precision),
      source: prepared, eyes: EyeSet(prepared.manifest), budget: experiment.budget)
  }

  /// The same network with its initial weights and batch norm calibrated on training pictures, as a blind baseline for
  /// the pictures of a set.
  func untrained(
    _ prepared: PreparedSet, training: PreparedSet, weights: InitialWeights, _ experiment: Experiment
  ) throws -> ZoomInNetPredictor {
    let model = try ZoomInNetModel.untrained(
      experiment, training: training, weights: weights, laneCount: laneCount, precision: precision)
    return try ZoomInNetPredictor(
      model,
      configuration: PredictionConfiguration(
        heads: [.mNet, .aNet], laneCount: laneCount, precision: precision),
      source: prepared, eyes: EyeSet(prepared.manifest), budget: experiment.budget)
  }
}

extension TrainedNetwork {
  /// The network of an experiment with the weights of a checkpoint.
  ///
  /// - Throws: errors of reading the checkpoint, `NeuralNetError` if it does not fit the network.
  init(
    _ checkpoint: URL, phases: [TrainingPhase], experiment: Experiment, laneCount: Int, precision: Precision
  ) throws {
    self.checkpoint = checkpoint
    model = ZoomInNetModel(experiment.network, seed: UInt64(experiment.general.seed))
    try model.parameters.restore(
      try TrainingCheckpoint(contentsOf: checkpoint).content.tensors, from: checkpoint.path)
    self.phases = phases
    self.laneCount = laneCount
    self.precision = precision
  }
}

extension ZoomInNetModel {
  /// The network of an experiment with its initial weights, and batch norm calibrated on the training pictures of a set.
  static func untrained(
    _ experiment: Experiment, training: PreparedSet, weights: InitialWeights, laneCount: Int,
    precision: Precision
  ) throws -> ZoomInNetModel {
    let model = ZoomInNetModel(
      experiment.network, seed: UInt64(experiment.general.seed), wakesResting: true)
    try weights.apply(to: model)
    try model.calibrateBatchNorm(
      source: training, eyes: EyeSet(training.manifest), pictures: training.manifest.indices(in: .train),
      training: experiment.training(laneCount: laneCount, precision: precision), budget: experiment.budget)
    return model
  }
}
