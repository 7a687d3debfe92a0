import NeuralNet

/// How predictions are made with a trained network.
public struct PredictionConfiguration: Hashable, Sendable {
  /// The trained heads. Without C-Net no patches are cut.
  public var heads: Set<Head>
  /// The heads whose mean is y.
  public var combined: Set<Head>
  /// Patients per batch. Results do not depend on it.
  public var batchPatientCount: Int
  /// The number of parts into which oneDNN splits its work.
  public var laneCount: Int
  /// The precision of the expensive layers.
  public var precision: Precision

  /// By default all three heads and their mean.
  ///
  /// - Parameter combined: heads whose mean is y; those that are not among `heads` are left out. One must be left.
  public init(
    heads: Set<Head> = Set(Head.allCases), combined: Set<Head> = Set(Head.allCases),
    batchPatientCount: Int = 4, laneCount: Int = 2, precision: Precision = .f32
  ) {
    precondition(
      !heads.isDisjoint(with: combined) && batchPatientCount > 0 && laneCount > 0,
      "a prediction needs a head that counts, patients and lanes")
    self.heads = heads
    self.combined = combined.intersection(heads)
    self.batchPatientCount = batchPatientCount
    self.laneCount = laneCount
    self.precision = precision
  }
}
