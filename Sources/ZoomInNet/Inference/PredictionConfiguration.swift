import NeuralNet

/// How a trained network is read.
public struct PredictionConfiguration: Hashable, Sendable {
  /// The heads that are trained. Without C-Net no patch is cut.
  public var heads: Set<Head>
  /// Those of them whose mean is y.
  public var combined: Set<Head>
  /// Patients of a batch; no result depends on it.
  public var batchPatientCount: Int
  /// Into how many parts oneDNN splits its work.
  public var laneCount: Int
  /// What numbers the heavy layers compute with.
  public var precision: Precision

  /// By default all three heads and their mean.
  ///
  /// - Parameter combined: heads whose mean is y; those that are not among `heads` are left out, and where none is left y
  ///   is the mean of all.
  public init(
    heads: Set<Head> = Set(Head.allCases), combined: Set<Head> = Set(Head.allCases),
    batchPatientCount: Int = 4, laneCount: Int = 2, precision: Precision = .f32
  ) {
    precondition(!heads.isEmpty && batchPatientCount > 0 && laneCount > 0, "something is asked for")
    self.heads = heads
    self.combined = combined.isDisjoint(with: heads) ? heads : combined.intersection(heads)
    self.batchPatientCount = batchPatientCount
    self.laneCount = laneCount
    self.precision = precision
  }
}
