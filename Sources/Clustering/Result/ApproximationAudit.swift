/// How a clustering that did not compare all pairs of rows came about, and how near it is to one that does.
public struct ApproximationAudit: Sendable, Hashable, Codable {
  /// One step from points or groups to fewer groups.
  public struct Level: Sendable, Hashable, Codable {
    /// Different rows, or groups of them, that went in.
    public let pointCount: Int
    /// Runs of affinity propagation: over a subset each, or one along the graph.
    public let runCount: Int
    /// Runs that converged.
    public let convergedRunCount: Int
    /// Groups that came out.
    public let groupCount: Int
  }

  /// The same method against the dense one on a subsample, at the same preference; neighbours or subsets are as small in
  /// proportion as they are for all rows.
  public struct Agreement: Sendable, Hashable, Codable {
    /// Different rows of the subsample.
    public let rowCount: Int
    /// Whether the dense run converged.
    public let denseConverged: Bool
    /// Clusters of the dense run.
    public let denseClusterCount: Int
    /// Clusters of this method.
    public let clusterCount: Int
    /// Agreement of the two partitions: 1 for equal ones, about 0 for unrelated ones; nil where one found no exemplar.
    public let adjustedRandIndex: Double?
    /// How much of the dense net similarity this method misses, as a part of its size; negative where it finds more.
    public let netSimilarityGap: Double?
  }

  /// Different rows that statistics for the preference were taken from.
  public let statisticsRowCount: Int
  /// Sparse: neighbours that were looked for.
  public let neighbourCount: Int?
  /// Sparse: parts of the graph of neighbours without a link between them.
  public let componentCount: Int?
  /// Sparse: different rows outside the largest part.
  public let outsideLargestComponentCount: Int?
  /// Sparse: different rows that were linked to no exemplar and were bridged to the most similar one.
  public let bridgedRowCount: Int?
  /// From rows to groups to clusters.
  public let levels: [Level]
  /// nil where no subsample was asked for.
  public let agreement: Agreement?
}
