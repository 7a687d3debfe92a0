import NeuralNet
import Workbench

/// How one phase is trained: the keys of `phase_1`, `phase_2` and `phase_3`.
public struct PhaseConfiguration: Hashable, Sendable {
  /// How the learning rate falls.
  public enum Decay: String, Hashable, Sendable, CaseIterable {
    /// It is constant.
    case constant
    /// It is multiplied by `decayFactor` after every `decayEvery` updates.
    case step
    /// Half a cosine from the full rate down to zero at the phase's last update.
    case cosine
  }

  /// The number of epochs; 0 skips the phase.
  public var epochCount: Int
  /// The learning rate after warm-up and before any decay.
  public var learningRate: Double
  /// How the rate falls.
  public var decay = Decay.cosine
  /// Updates between two steps of the decay `step` (the paper: 20,000).
  public var decayEvery = 20_000
  /// The factor by which each step of the decay multiplies the learning rate.
  public var decayFactor = 0.1
  /// Updates over which the rate rises from near zero.
  public var warmUpUpdateCount = 0
  /// Patients per batch; nil: the number in `TrainingConfiguration`.
  public var batchPatientCount: Int?
  /// Batches whose gradients are averaged for one update; nil: the number in `TrainingConfiguration`.
  public var accumulateCount: Int?
  /// Batch norm of the layers that learn: of M-Net in phases 1 and 3, of A-Net in phase 2.
  public var batchNorm = BatchNormMode.batchStatistics
  /// Phase 3: batch norm of C-Net. Unless weights were imported, it has no running statistics before this phase, so by
  /// default it learns them here.
  public var patchBatchNorm = BatchNormMode.batchStatistics

  /// A phase of some length and rate.
  public init(epochCount: Int, learningRate: Double, batchNorm: BatchNormMode = .batchStatistics) {
    precondition(epochCount >= 0 && learningRate > 0, "a phase has epochs and a rate")
    self.epochCount = epochCount
    self.learningRate = learningRate
    self.batchNorm = batchNorm
  }
}

extension PhaseConfiguration: Configurable {
  /// The keys of every phase.
  public static let keys: [SettingKey<PhaseConfiguration>] = [
    .integer("epochs", \.epochCount, 0...100_000, "Passes over the training pictures; 0 skips the phase."),
    .number("learning_rate", \.learningRate, 1e-12...100, "The highest learning rate."),
    .choice(
      "decay", \.decay,
      "How the learning rate falls: it stays constant, falls in steps, or falls by half a cosine to zero."),
    .integer(
      "decay_every", \.decayEvery, 1...Int(Int32.max), unit: "updates",
      "Updates between two steps of the decay `step`."),
    .number(
      "decay_factor", \.decayFactor, 0...1,
      "The factor by which each step of the decay multiplies the learning rate."),
    .integer(
      "warm_up", \.warmUpUpdateCount, 0...Int(Int32.max), unit: "updates",
      "Updates over which the rate rises from zero."),
    .optionalInteger(
      "batch_patients", \.batchPatientCount, 1...512, "Patients in a mini-batch; null: train.batch_patients."),
    .optionalInteger(
      "accumulate", \.accumulateCount, 1...1_024,
      "Mini-batches whose gradients are averaged for one update; null: train.accumulate."),
    .choice(
      "batch_norm", \.batchNorm,
      "Whether batch norm uses the batch's statistics and updates the running ones, or is frozen: of M-Net in phases 1 "
        + "and 3, of A-Net in phase 2."),
  ]

  /// The additional keys of phase 3.
  public static let patchKeys: [SettingKey<PhaseConfiguration>] = [
    .choice(
      "patch_batch_norm", \.patchBatchNorm,
      "Whether C-Net's batch norm uses the batch's statistics and updates the running ones, or is frozen.")
  ]
}
