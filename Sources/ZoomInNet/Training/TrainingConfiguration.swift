import NeuralNet
import Workbench

/// The settings that decide how a network is trained, apart from its graph and its pictures: the keys of `train`,
/// `phase_1`, `phase_2` and `phase_3`.
public struct TrainingConfiguration: Hashable, Sendable {
  /// How far rare grades are favoured. Shown more often: the same number of patients per epoch is drawn with
  /// replacement, each with the mean weight of its eyes. Counted more: each picture has its grade's weight in the loss.
  public enum Balance: String, Hashable, Sendable, CaseIterable {
    /// Not at all: every patient is shown once per epoch, and every picture counts once.
    case none
    /// A grade has the weight (pictures / pictures of the grade)^(1/2).
    case root
    /// The same with the power 1, which makes grades equally frequent.
    case full
  }

  /// Whether the network learns at all.
  public enum Network: String, Hashable, Sendable, CaseIterable {
    /// It is trained in phases.
    case trained
    /// It keeps its initial weights, and the running statistics of M-Net's batch norm follow the training pictures: a
    /// control.
    case untrained
  }

  /// Which weights a phase ends with.
  public enum Selection: String, Hashable, Sendable, CaseIterable {
    /// Those after the last epoch. The best ones, which are kept beside them, are those by kappa.
    case last
    /// Those of the epoch with the highest quadratic weighted kappa on the validation pictures.
    case kappa
    /// Those of the epoch with the highest AUC of referable against not.
    case auc
    /// Those of the epoch with the smallest mean cross-entropy.
    case loss
  }

  /// How momentum meets a learning rate that changes. While the rate is constant, the two are the same.
  public enum MomentumRule: String, Hashable, Sendable, CaseIterable {
    /// The velocity sums gradients; the rate of the moment multiplies it.
    case pytorch
    /// The velocity sums steps, each with the rate that it had.
    case caffe
  }

  /// Whether the network learns at all.
  public var network = Network.trained
  /// Decides initial weights, order and orientations.
  public var seed: UInt64 = 1
  /// The number of parts into which oneDNN splits its sums. It is part of a result's identity and is not the thread
  /// count.
  public var laneCount = 2
  /// The precision of the expensive layers. It is part of a result's identity.
  public var precision = Precision.f32
  /// Files of initial weights, identified by their content.
  public var initialWeightFiles: [String] = []
  /// Patients per batch. A batch has twice as many rows, with both eyes of a patient in the same batch.
  public var batchPatientCount = 8
  /// Batches whose gradients are averaged for one update. The last update of an epoch uses the remaining batches.
  public var accumulateCount = 1
  /// How often patients of rare grades are shown.
  public var balance = Balance.none
  /// How much more pictures of rare grades count in the loss.
  public var classWeights = Balance.none
  /// The fraction of the last velocity that is kept.
  public var momentum = 0.9
  /// How momentum meets a learning rate that changes.
  public var momentumRule = MomentumRule.pytorch
  /// How far the brightness and each colour of a training picture are multiplied away from 1, in phases 1 and 3.
  public var colourJitter = 0.0
  /// How far the scale of a training picture is changed from 1, in phases 1 and 3.
  public var scaleJitter = 0.0
  /// The widest Gaussian that blurs a training picture, in phases 1 and 3: its deviation as a fraction of the side.
  public var blurFraction = 0.0
  /// Decay of weights towards zero.
  public var weightDecay = 1e-4
  /// The largest norm of the gradient; nil: no limit.
  public var gradientClipNorm: Double? = 5
  /// Phase 2: the number of orientations, 1...8, in which each picture is shown. M is computed once for each
  /// orientation and cached while memory lasts, so with fewer orientations later epochs are cheap.
  public var aNetOrientationCount = 2
  /// Phase 3: C-Net's learning rate as a multiple of the others'.
  public var jointPatchRateFactor = 4.0
  /// Epochs between two measurements on the validation pictures, after the last epoch too; 0: none.
  public var validateEvery = 0
  /// Which weights a phase ends with.
  public var selection = Selection.last
  /// A phase ends early after so many measurements without an improvement; nil: never.
  public var patience: Int?
  /// Multiplies the learning rate of the layers that read M or its average: the classifiers and A-Net's first
  /// convolutions. Their inputs are many and all positive, so learning rates that suit a trunk with batch norm are far
  /// too high for them. With phase 1 at 0.05 and no factor, the small preset's first epoch on phantoms had a mean loss
  /// of 4.8, while guessing has 1.6.
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

  /// Whether the scale or the sharpness of training pictures is changed.
  var altersPictures: Bool { scaleJitter > 0 || blurFraction > 0 }

  /// The phases that are done, in order: those with any epochs. An untrained network counts as phase 1.
  public var phases: [TrainingPhase] {
    network == .untrained ? [.mNet] : TrainingPhase.allCases.filter { phase($0).epochCount > 0 }
  }

  /// The heads whose outputs count: those that are trained. An untrained network has those that place regions.
  public var heads: Set<Head> {
    network == .untrained ? [.mNet, .aNet] : Set(phases.map(\.head))
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
    let decay: SGDConfiguration.Decay =
      switch phase.decay {
      case .constant: .constant
      case .step: .step(every: phase.decayEvery, factor: phase.decayFactor)
      case .cosine: .cosine(total: updateTotal)
      }
    return SGDConfiguration(
      learningRate: phase.learningRate, momentum: momentum, velocityHoldsRate: momentumRule == .caffe,
      weightDecay: weightDecay, decay: decay,
      gradientClipNorm: gradientClipNorm, warmUpUpdates: phase.warmUpUpdateCount)
  }
}

extension TrainingConfiguration.Balance {
  /// The exponent of a grade's rarity in a patient's weight; nil if all patients are shown once.
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
      of: .text("a file", pattern: "."),
      "Initial weights, written by import-weights or by another run of the same preset; identified by their content.",
      read: { $0.isEmpty ? nil : $0 }, write: { $0 }
    ).changing(.nothing),
    .choice(
      "network", \.network,
      "Whether the network is trained, or keeps its initial weights as a control: then only the statistics of M-Net's "
        + "batch norm are those of the training pictures, and the keys of phases do not count."
    ).asked { $0.network != .trained },
    .integer(
      "batch_patients", \.batchPatientCount, 1...512,
      "Patients in a mini-batch, each with both eyes, unless a phase sets its own number."),
    .integer(
      "accumulate", \.accumulateCount, 1...1_024,
      "Mini-batches whose gradients are averaged for one update, unless a phase sets its own number."),
    .choice("balance", \.balance, "How often patients of rare grades are shown."),
    .choice(
      "class_weights", \.classWeights,
      "How much more pictures of rare grades count in the loss, a mean weighted within each mini-batch: root and full "
        + "as in train.balance."
    ).asked { $0.classWeights != .none },
    .number("momentum", \.momentum, 0...0.9999, "The fraction of the last update's velocity that is kept."),
    .choice(
      "momentum_rule", \.momentumRule,
      "How momentum meets a changing learning rate: pytorch multiplies the whole velocity by the current rate; in caffe "
        + "each step keeps the rate it had."
    ).asked { $0.momentumRule != .pytorch },
    .number(
      "colour_jitter", \.colourJitter, 0...0.9,
      "In phases 1 and 3 the brightness of each picture and each of its colours are multiplied by factors drawn from 1 - x "
        + "to 1 + x, the same for the view and its patches; 0: none. Local contrast has no colours to change."
    ).asked { $0.colourJitter > 0 },
    .number(
      "scale_jitter", \.scaleJitter, 0...0.5,
      "In phases 1 and 3 each picture is enlarged about its centre by a factor drawn from 1 - x to 1 + x, the same for the "
        + "view and its patches; 0: none."
    ).asked { $0.scaleJitter > 0 },
    .number(
      "blur", \.blurFraction, 0...0.05,
      "In phases 1 and 3 each picture is blurred by a Gaussian whose standard deviation is drawn from 0 to this fraction of "
        + "the picture's side, the same for the view and its patches; 0: none."
    ).asked { $0.blurFraction > 0 },
    .number("weight_decay", \.weightDecay, 0...1, "Decay of convolution and classifier weights."),
    .optionalNumber(
      "clip_norm", \.gradientClipNorm, 1e-6...1e6,
      "If the norm of all gradients together is larger than this, they are scaled down to it."),
    .integer(
      "validate_every", \.validateEvery, 0...100_000, unit: "epochs",
      "How often the validation pictures are graded in training, after a phase's last epoch too; 0: never. The measures are "
        + "in validation.csv, and the best weights are kept beside the last ones."
    ).asked { $0.validateEvery > 0 },
    .choice(
      "select", \.selection,
      "Which weights a phase ends with: the last, or those that were best on the validation pictures by kappa, AUC or "
        + "loss."
    ).asked { $0.selection != .last },
    .optionalInteger(
      "patience", \.patience, 1...100_000,
      "A phase ends early after so many measurements on the validation pictures without an improvement; null: never."
    ).asked { $0.patience != nil },
    .integer(
      "a_net_orientations", \.aNetOrientationCount, 1...8,
      "How many rotations and flips of each picture A-Net sees in phase 2, where M is computed once for each."
    ).changing(.resultsFrom(.trainANet)),
    .number(
      "c_net_rate_factor", \.jointPatchRateFactor, 0.01...1_000,
      "How many times faster than the rest C-Net learns in phase 3, where it is new."
    ).changing(.resultsFrom(.trainZoomInNet)),
    .number(
      "head_rate_factor", \.headRateFactor, 0.0001...1_000,
      "Multiplies the learning rate of the layers that read M: the classifiers and A-Net."),
  ]
}
