/// Which algorithm finds the exemplars.
public enum ClusteringMethod: String, Sendable, Hashable, CaseIterable, Codable {
  /// The most exact one that fits the number of rows and the memory.
  case auto
  /// Affinity propagation over all pairs of rows.
  case dense
  /// Affinity propagation over each row's nearest neighbours, whose exemplars then compete with each other.
  case sparse
  /// Affinity propagation within neighbouring rows, whose exemplars then compete with each other, level by level.
  case hierarchical
}
