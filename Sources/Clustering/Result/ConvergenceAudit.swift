/// What happened on the way to a clustering, for the researcher who has to trust it.
public struct ConvergenceAudit: Sendable, Equatable {
  /// Whether the exemplars stood still over the whole window, with at least one of them.
  public let converged: Bool
  /// Iterations that were run.
  public let iterations: Int
  /// The net similarity after each iteration: the preferences of the exemplars plus the similarity of every other
  /// row to its best exemplar; NaN where there was no exemplar.
  public let netSimilarityPerIteration: [Double]
  /// The number of exemplars after each iteration.
  public let exemplarCountPerIteration: [Int]
  /// The net similarity of the result, after each cluster chose its best exemplar; NaN without exemplars.
  public let netSimilarity: Double
  /// The rows that changed between exemplar and member within the last window; empty where converged.
  public let oscillatingRows: [Int]
  /// The preferences between which the number of clusters goes from one to all.
  public let preferenceRange: PreferenceRange
  /// The preference that was used; the median one where rows differ.
  public let preference: Double
  /// Rows that entered the message passing, after exact copies were merged.
  public let distinctRowCount: Int
  /// Clusterings that were run to reach a wanted count; 1 where none was wanted.
  public let runCount: Int
  /// Largest memory that was planned for, in bytes.
  public let plannedBytes: Int
  /// Seconds spent on the similarities.
  public let similaritySeconds: Double
  /// Seconds spent on message passing.
  public let messageSeconds: Double

  /// Equality of everything but the clock.
  public static func == (one: Self, other: Self) -> Bool {
    func same(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }
    return one.converged == other.converged && one.iterations == other.iterations
      && one.exemplarCountPerIteration == other.exemplarCountPerIteration
      && one.netSimilarityPerIteration.elementsEqual(other.netSimilarityPerIteration, by: same)
      && same(one.netSimilarity, other.netSimilarity)
      && one.oscillatingRows == other.oscillatingRows && one.preferenceRange == other.preferenceRange
      && same(one.preference, other.preference) && one.distinctRowCount == other.distinctRowCount
      && one.runCount == other.runCount && one.plannedBytes == other.plannedBytes
  }
}
