/// How a clustering without all pairs of rows was made, and how close it is to one with all pairs.
public struct ApproximationAudit: Sendable, Hashable, Codable {
  /// One step from points or groups to fewer groups.
  public struct Level: Sendable, Hashable, Codable {
    /// Different rows, or groups of them, before this step.
    public let pointCount: Int
    /// Runs of affinity propagation: one for each subset, or one along the graph.
    public let runCount: Int
    /// Runs that converged.
    public let convergedRunCount: Int
    /// Groups after this step.
    public let groupCount: Int
  }

  /// The same method compared with the dense one on a subsample, at the same preference. Neighbours or subsets are
  /// reduced in proportion to the number of rows.
  public struct Agreement: Sendable, Hashable, Codable {
    /// Different rows of the subsample.
    public let rowCount: Int
    /// Whether the dense run converged.
    public let denseConverged: Bool
    /// Clusters of the dense run.
    public let denseClusterCount: Int
    /// Clusters of this method.
    public let clusterCount: Int
    /// Agreement of the two partitions: 1 for equal ones, about 0 for unrelated ones; nil if one found no exemplar.
    public let adjustedRandIndex: Double?
    /// How much of the dense net similarity this method misses, as a fraction of it; negative if it finds more.
    public let netSimilarityGap: Double?
  }

  /// Different rows that statistics for the preference were taken from.
  public let statisticsRowCount: Int
  /// Sparse: the number of neighbours searched for each row.
  public let neighbourCount: Int?
  /// Sparse: parts of the graph of neighbours without a link between them.
  public let componentCount: Int?
  /// Sparse: different rows outside the largest part.
  public let outsideLargestComponentCount: Int?
  /// Sparse: different rows without a link to an exemplar, which got the most similar exemplar (a bridge).
  public let bridgedRowCount: Int?
  /// From rows to groups to clusters.
  public let levels: [Level]
  /// nil if no subsample was asked for.
  public let agreement: Agreement?
}
