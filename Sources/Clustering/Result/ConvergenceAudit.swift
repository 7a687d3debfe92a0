/// How a clustering was reached, so that a researcher can decide whether to trust it.
public struct ConvergenceAudit: Sendable, Equatable {
  /// The method that was used, never `auto`.
  public let method: ClusteringMethod
  /// Whether there was an exemplar and the exemplars stayed the same over the whole window; in every run, if the
  /// method needs several.
  public let converged: Bool
  /// Iterations that were run: of the dense run, the sparse run, or the last hierarchical run over all groups.
  public let iterations: Int
  /// The net similarity after each iteration: the preferences of the exemplars plus the similarity of every other
  /// row to its best exemplar; NaN if there was no exemplar.
  public let netSimilarityPerIteration: [Double]
  /// The number of exemplars after each iteration.
  public let exemplarCountPerIteration: [Int]
  /// The net similarity of the result, after each cluster chose its best exemplar; NaN without exemplars. For a run
  /// that did not converge, the better of the results from the last iteration and from the best one.
  public let netSimilarity: Double
  /// The rows that changed between exemplar and member within the last window; empty where converged.
  public internal(set) var oscillatingRows: [Int]
  /// The preferences between which the number of clusters goes from one to all.
  public let preferenceRange: PreferenceRange
  /// The preference that was used; the median if rows have different ones.
  public let preference: Double
  /// Rows that entered the message passing, after exact copies were merged.
  public let distinctRowCount: Int
  /// Clusterings that were run to reach a wanted number of clusters; 1 if none was wanted.
  public let runCount: Int
  /// The largest planned memory, in bytes.
  public let plannedBytes: Int
  /// Seconds spent on similarities; with the hierarchical method only on those of the sample for the preference.
  public let similaritySeconds: Double
  /// Seconds from similarities to clusters: preferences, every run of messages, the final assignment.
  public let messageSeconds: Double
  /// Seconds of one iteration of the run that `iterations` counts.
  public let secondsPerIteration: Double
  /// nil for the dense method, which is exact.
  public let approximation: ApproximationAudit?

  /// Equality of everything except times.
  public static func == (one: Self, other: Self) -> Bool {
    func same(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }
    return one.method == other.method && one.approximation == other.approximation
      && one.converged == other.converged && one.iterations == other.iterations
      && one.exemplarCountPerIteration == other.exemplarCountPerIteration
      && one.netSimilarityPerIteration.elementsEqual(other.netSimilarityPerIteration, by: same)
      && same(one.netSimilarity, other.netSimilarity)
      && one.oscillatingRows == other.oscillatingRows && one.preferenceRange == other.preferenceRange
      && same(one.preference, other.preference) && one.distinctRowCount == other.distinctRowCount
      && one.runCount == other.runCount && one.plannedBytes == other.plannedBytes
  }
}
