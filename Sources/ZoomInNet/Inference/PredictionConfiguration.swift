import NeuralNet

/// How a trained network is read.
public struct PredictionConfiguration: Hashable, Sendable {
  /// How the heads become one y.
  public enum Combination: Hashable, Sendable {
    /// The mean of the probabilities of the heads asked for.
    case mean
    /// One head alone.
    case head(Head)
  }

  /// The heads that are trained. Without C-Net no patch is cut.
  public var heads: Set<Head>
  /// How they become one y.
  public var combine: Combination
  /// Patients of a batch; no result depends on it.
  public var batchPatientCount: Int
  /// Into how many parts oneDNN splits its work.
  public var laneCount: Int
  /// What numbers the heavy layers compute with.
  public var precision: Precision

  /// By default all three heads and their mean.
  public init(
    heads: Set<Head> = Set(Head.allCases), combine: Combination = .mean, batchPatientCount: Int = 4,
    laneCount: Int = 2, precision: Precision = .f32
  ) {
    precondition(!heads.isEmpty && batchPatientCount > 0 && laneCount > 0, "something is asked for")
    if case .head(let head) = combine { precondition(heads.contains(head), "the head is asked for") }
    self.heads = heads
    self.combine = combine
    self.batchPatientCount = batchPatientCount
    self.laneCount = laneCount
    self.precision = precision
  }
}
