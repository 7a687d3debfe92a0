import Clustering
import Scoring
import Workbench

/// Purity, compared with what the same cluster sizes reach by chance.
public struct PermutedPurity: Hashable, Codable, Sendable {
  /// The purity itself.
  public let purity: Double
  /// Mean purity with permuted classes.
  public let permutedMean: Double
  /// Central 95 % of the permuted purities.
  public let permutedInterval: Interval
  /// `purity` minus `permutedMean`.
  public let margin: Double
  /// Number of permutations.
  public let permutationCount: Int

  /// The purity of a clustering, and that of the same cluster sizes with the classes permuted; nil without a row or
  /// a permutation.
  public init?(clusters: [Int], classes: [Int], permutations: Int = 1000, seed: UInt64, threadCount: Int = 1)
  {
    guard let value = PartitionMeasures.purity(clusters: clusters, classes: classes), permutations > 0 else {
      return nil
    }
    let values = Parallel.values(count: permutations, threadCount: threadCount) { index in
      var stream = RandomStream(seed: seed, purpose: "permuted purity", items: index)
      let order = stream.permutation(count: classes.count)
      return PartitionMeasures.purity(clusters: clusters, classes: order.map { classes[$0] }) ?? 0
    }
    guard let interval = Interval(centralFraction: 0.95, of: values) else { return nil }
    purity = value
    permutedMean = values.reduce(0, +) / Double(values.count)
    permutedInterval = interval
    margin = value - permutedMean
    permutationCount = permutations
  }
}
