/// Rows grouped around exemplars, which are rows themselves.
public struct ExemplarClustering: Sendable, Equatable {
  /// One group.
  public struct Cluster: Sendable, Equatable {
    /// The row that stands for the group.
    public let exemplar: Int
    /// The rows of the group, the exemplar first, then by similarity to it, the most alike first, ties by row.
    public let members: [Int]
  }

  /// The groups by number of members, the largest first, ties by exemplar row; the index is the cluster's number.
  public let clusters: [Cluster]
  /// The number of each row's cluster; -1 where there is no exemplar at all.
  public let labels: [Int]
  /// The exemplar row of each row; -1 where there is none.
  public let exemplars: [Int]
  /// Each row's similarity to its exemplar; an exemplar's own is its preference, and without one it is NaN.
  public let similarities: [Double]
  /// How the result came about.
  public let audit: ConvergenceAudit

  public var clusterCount: Int { clusters.count }
  public var rowCount: Int { labels.count }
}
