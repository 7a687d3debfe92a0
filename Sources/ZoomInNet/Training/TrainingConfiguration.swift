import NeuralNet

/// Everything that decides how a network is trained, apart from its graph and its pictures.
public struct TrainingConfiguration: Hashable, Sendable {
  /// How rare grades are met.
  public enum Balance: Hashable, Sendable {
    /// Every patient once an epoch.
    case none
    /// As many patients an epoch, drawn with replacement: a patient's weight is the mean over its eyes of
    /// (pictures / pictures of the eye's grade)^power. 0 draws evenly, 1 makes grades equally frequent.
    case oversample(power: Double)
  }

  /// Decides initial weights, order, orientations.
  public var seed: UInt64
  /// Into how many parts oneDNN splits its sums: part of a result's identity, not the thread count.
  public var laneCount: Int
  /// What numbers the heavy layers compute with: part of a result's identity.
  public var precision: Precision
  /// Patients of a batch: twice as many rows, both eyes of a patient in the same batch.
  public var batchPatientCount: Int
  /// Batches whose gradients are averaged before the parameters move. The last update of an epoch takes what
  /// is left.
  public var accumulateCount: Int
  /// How rare grades are met.
  public var balance: Balance
  /// Phase 1.
  public var mNet: PhaseConfiguration
  /// Phase 2.
  public var aNet: PhaseConfiguration
  /// Phase 3.
  public var joint: PhaseConfiguration
  /// Phase 2: in how many of the eight orientations each picture is shown, 1...8. M is computed once for
  /// each of them and kept while memory lasts, so fewer orientations make more epochs cheap.
  public var aNetOrientationCount: Int
  /// Phase 3: batch norm of M-Net.
  public var jointEyeBatchNorm: BatchNormMode
  /// Phase 3: batch norm of C-Net. It has no history before this phase unless weights were imported, so by
  /// default it learns its statistics here.
  public var jointPatchBatchNorm: BatchNormMode
  /// Phase 3: C-Net's learning rate as a multiple of the others'.
  public var jointPatchRateFactor: Double
  /// Multiplies the learning rate of the layers that read M or its average: the classifiers and A-Net's first
  /// convolutions. Their inputs are many and all positive, so that steps that suit a trunk with batch norm are
  /// far too long for them.
  public var headRateFactor: Double

  /// Settings for a small network from scratch.
  ///
  /// The classifiers read averages of features behind a ReLU, which are far from zero mean: with phase 1 at
  /// 0.05 the small preset's first epoch on phantoms had a mean loss of 4.8, where guessing has 1.6.
  public init(
    seed: UInt64 = 1, laneCount: Int = 2, precision: Precision = .f32, batchPatientCount: Int = 8,
    accumulateCount: Int = 1, balance: Balance = .none,
    mNet: PhaseConfiguration = PhaseConfiguration(epochCount: 20, learningRate: 0.01),
    aNet: PhaseConfiguration = PhaseConfiguration(epochCount: 8, learningRate: 0.01),
    joint: PhaseConfiguration = PhaseConfiguration(epochCount: 4, learningRate: 0.002),
    aNetOrientationCount: Int = 2, jointEyeBatchNorm: BatchNormMode = .frozen,
    jointPatchBatchNorm: BatchNormMode = .batchStatistics, jointPatchRateFactor: Double = 4,
    headRateFactor: Double = 0.05
  ) {
    precondition(batchPatientCount > 0 && accumulateCount > 0 && laneCount > 0, "counts are positive")
    precondition((1...8).contains(aNetOrientationCount), "there are eight orientations")
    self.seed = seed
    self.laneCount = laneCount
    self.precision = precision
    self.batchPatientCount = batchPatientCount
    self.accumulateCount = accumulateCount
    self.balance = balance
    self.mNet = mNet
    self.aNet = aNet
    self.joint = joint
    self.aNetOrientationCount = aNetOrientationCount
    self.jointEyeBatchNorm = jointEyeBatchNorm
    self.jointPatchBatchNorm = jointPatchBatchNorm
    self.jointPatchRateFactor = jointPatchRateFactor
    self.headRateFactor = headRateFactor
  }

  /// Rows of a batch.
  public var batchEyeCount: Int { 2 * batchPatientCount }

  /// The settings of a phase.
  public func phase(_ phase: TrainingPhase) -> PhaseConfiguration {
    switch phase {
    case .mNet: mNet
    case .aNet: aNet
    case .joint: joint
    }
  }
}
