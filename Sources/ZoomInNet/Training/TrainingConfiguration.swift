import NeuralNet
import Workbench

/// Everything that decides how a network is trained, apart from its graph and its pictures: the keys of `train` and,
/// phase by phase, of `phase_1`, `phase_2` and `phase_3`.
public struct TrainingConfiguration: Hashable, Sendable {
  /// How often patients of rare grades are met.
  public enum Balance: String, Hashable, Sendable, CaseIterable {
    /// Every patient once an epoch.
    case none
    /// As many patients an epoch, drawn with replacement: a patient's weight is the mean over its eyes of
    /// (pictures / pictures of the eye's grade)^(1/2).
    case root
    /// The same with the power 1, which makes grades equally frequent.
    case full
  }

  /// Decides initial weights, order, orientations.
  public var seed: UInt64 = 1
  /// Into how many parts oneDNN splits its sums: part of a result's identity, not the thread count.
  public var laneCount = 2
  /// What numbers the heavy layers compute with: part of a result's identity.
  public var precision = Precision.f32
  /// Files of weights to begin from; known by their content.
  public var initialWeightFiles: [String] = []
  /// Patients of a batch: twice as many rows, both eyes of a patient in the same batch.
  public var batchPatientCount = 8
  /// Batches whose gradients are averaged before the parameters move. The last update of an epoch takes what
  /// is left.
  public var accumulateCount = 1
  /// How rare grades are met.
  public var balance = Balance.none
  /// The fraction of the last movement that is kept.
  public var momentum = 0.9
  /// Pull of weights towards zero.
  public var weightDecay = 1e-4
  /// The largest norm of the gradient; nil: no limit.
  public var gradientClipNorm: Double? = 5
  /// Phase 2: in how many of the eight orientations each picture is shown, 1...8. M is computed once for
  /// each of them and kept while memory lasts, so fewer orientations make more epochs cheap.
  public var aNetOrientationCount = 2
  /// Phase 3: C-Net's learning rate as a multiple of the others'.
  public var jointPatchRateFactor = 4.0
  /// Multiplies the learning rate of the layers that read M or its average: the classifiers and A-Net's first
  /// convolutions. Their inputs are many and all positive, so that steps that suit a trunk with batch norm are
  /// far too long for them: with phase 1 at 0.05 the small preset's first epoch on phantoms had a mean loss of 4.8,
  /// where guessing has 1.6.
  public var headRateFactor = 0.05
  /// Phase 1.
  public var mNet = PhaseConfiguration(epochCount: 20, learningRate: 0.05)
  /// Phase 2.
  public var aNet = PhaseConfiguration(epochCount: 4, learningRate: 0.05)
  /// Phase 3.
  public var joint = PhaseConfiguration(epochCount: 3, learningRate: 0.005, batchNorm: .frozen)

  /// Settings for a small network from scratch.
  public init() {}

  /// The settings of a phase.
  public func phase(_ phase: TrainingPhase) -> PhaseConfiguration {
    switch phase {
    case .mNet: mNet
    case .aNet: aNet
    case .joint: joint
    }
  }

  /// Rows of a batch of a phase.
  public func batchEyeCount(_ phase: TrainingPhase) -> Int {
    2 * (self.phase(phase).batchPatientCount ?? batchPatientCount)
  }

  /// Batches of a phase that make one update.
  public func accumulateCount(_ phase: TrainingPhase) -> Int {
    self.phase(phase).accumulateCount ?? accumulateCount
  }

  /// The optimiser's settings for a phase of `updateTotal` updates.
  func optimiser(_ phase: TrainingPhase, updateTotal: Int) -> SGDConfiguration {
    let phase = self.phase(phase)
    return SGDConfiguration(
      learningRate: phase.learningRate, momentum: momentum, weightDecay: weightDecay,
      decay: phase.decay, decayEvery: phase.decayEvery, decayFactor: phase.decayFactor, updateTotal: updateTotal,
      gradientClipNorm: gradientClipNorm, warmUpUpdates: phase.warmUpUpdateCount)
  }
}

extension TrainingConfiguration.Balance {
  /// The power of how rare a grade is by which a patient is drawn; nil where all are met once.
  var power: Double? {
    switch self {
    case .none: nil
    case .root: 0.5
    case .full: 1
    }
  }
}

extension TrainingConfiguration: Configurable {
  /// The keys that the three phases share.
  public static let keys: [SettingKey<TrainingConfiguration>] = [
    .list(
      "initial_weights", \.initialWeightFiles,
      form: "a list of safetensors files, such as [m-net-a.safetensors, c-net.safetensors]",
      "Weights to begin from, written by import-weights or another run of the same preset; known by their content.",
      read: { $0.isEmpty ? nil : $0 }, write: { $0 }
    ).changing(.nothing),
    .integer(
      "batch_patients", \.batchPatientCount, 1...512,
      "Patients in a mini-batch, each with both eyes, where a phase says nothing else."),
    .integer(
      "accumulate", \.accumulateCount, 1...1_024,
      "Mini-batches whose gradients are averaged for one update, where a phase says nothing else."),
    .choice("balance", \.balance, "How often patients of rare grades are shown."),
    .number("momentum", \.momentum, 0...0.9999, "Momentum."),
    .number("weight_decay", \.weightDecay, 0...1, "Decay of convolution and classifier weights."),
    .optionalNumber(
      "clip_norm", \.gradientClipNorm, 1e-6...1e6,
      "Where the gradient of all parameters together is longer than this, it is shortened to it."),
    .integer(
      "a_net_orientations", \.aNetOrientationCount, 1...8,
      "Rotations and flips of each picture that A-Net is shown in phase 2, where M is computed once for each."
    ).changing(.resultsFrom(.trainANet)),
    .number(
      "c_net_rate_factor", \.jointPatchRateFactor, 0.01...1_000,
      "How much faster than the rest C-Net learns in phase 3, where it is new."
    ).changing(.resultsFrom(.trainZoomInNet)),
    .number(
      "head_rate_factor", \.headRateFactor, 0.0001...1_000,
      "Multiplies the learning rate of the layers that read M: the classifiers and A-Net."),
  ]
}
