/// Rows grouped around exemplars, which are rows themselves.
public struct ExemplarClustering: Sendable, Equatable {
  /// One group.
  public struct Cluster: Sendable, Equatable {
    /// The row that stands for the group.
    public let exemplar: Int
    /// The rows of the group: first the exemplar, then by falling similarity to it, ties by row.
    public let members: [Int]
  }

  /// The groups, the largest first, ties by exemplar row. The index is the cluster's number.
  public let clusters: [Cluster]
  /// The number of each row's cluster; -1 if there is no exemplar at all.
  public let labels: [Int]
  /// The exemplar row of each row; -1 if there is none.
  public let exemplars: [Int]
  /// Each row's similarity to its exemplar; for an exemplar its preference; NaN without an exemplar.
  public let similarities: [Double]
  /// How the result was reached.
  public let audit: ConvergenceAudit

  public var clusterCount: Int { clusters.count }
  public var rowCount: Int { labels.count }
}
