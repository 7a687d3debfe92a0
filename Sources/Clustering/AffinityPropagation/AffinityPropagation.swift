import Workbench

/// Affinity propagation: exemplars and their clusters by passing messages between all pairs of rows.
///
///     let result = try AffinityPropagation().cluster(features, columnCount: 1024, budget: .machine)
///
/// The dense method is exact and needs three matrices of rows x rows. The result has the same bits for any number of
/// threads and, under `Compatibility.none`, the same partition for any order of the rows.
///
/// Source: Frey and Dueck, Clustering by passing messages between data points, Science 315 (2007), Eqs. 1-4.
/// Deviation: no noise; ties are broken by the canonical order of rows, see `TieBreaking`.
public struct AffinityPropagation: Sendable {
  /// The settings.
  public let configuration: ClusteringConfiguration

  /// Affinity propagation with the given settings.
  ///
  /// - Throws: `ClusteringError` with code `.configuration`.
  public init(_ configuration: ClusteringConfiguration = ClusteringConfiguration()) throws(ClusteringError) {
    try configuration.validate()
    self.configuration = configuration
  }
}
