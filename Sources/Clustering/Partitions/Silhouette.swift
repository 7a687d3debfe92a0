import Workbench

/// How much nearer each row lies to the rows of its own cluster than to those of the nearest other cluster.
///
/// Source: Rousseeuw 1987, Silhouettes, section 2, as scikit-learn's `silhouette_samples`. Deviation: none.
public struct Silhouette: Hashable, Sendable {
  /// One value per row, -1 ... 1: 0 for a row that is alone in its cluster, NaN for a row without a cluster.
  public let values: [Double]
  /// The mean over the rows with a cluster; nil where there are fewer than two clusters or no two rows share one.
  public let mean: Double?

  /// Measures a partition.
  ///
  /// - Parameters:
  ///   - labels: the cluster of every row, any whole number from 0; below 0 a row has none and does not enter.
  ///   - distance: of two rows, at least 0 and symmetric.
  /// - Complexity: one distance for every ordered pair of rows.
  public init(labels: [Int], threadCount: Int = 1, distance: @Sendable (Int, Int) -> Double) {
    let rows = labels.indices.filter { labels[$0] >= 0 }
    let distinct = Set(rows.map { labels[$0] }).sorted()
    let number = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
    let clusters = rows.map { number[labels[$0], default: 0] }
    var sizes = [Int](repeating: 0, count: distinct.count)
    for cluster in clusters { sizes[cluster] += 1 }
    var values = [Double](repeating: .nan, count: labels.count)
    guard distinct.count > 1, distinct.count < rows.count else {
      self.values = values
      mean = nil
      return
    }
    let sizesOfClusters = sizes
    let measured = withoutActuallyEscaping(distance) { distance in
      Parallel.values(count: rows.count, threadCount: threadCount) { index in
        var sums = [Double](repeating: 0, count: sizesOfClusters.count)
        for (other, cluster) in clusters.enumerated() where other != index {
          sums[cluster] += distance(rows[index], rows[other])
        }
        return Self.value(sums, sizesOfClusters, own: clusters[index])
      }
    }
    for (row, value) in zip(rows, measured) { values[row] = value }
    self.values = values
    mean = measured.reduce(0, +) / Double(measured.count)
  }

  private static func value(_ sums: [Double], _ sizes: [Int], own: Int) -> Double {
    guard sizes[own] > 1 else { return 0 }
    let inside = sums[own] / Double(sizes[own] - 1)
    var outside = Double.infinity
    for cluster in sums.indices where cluster != own {
      outside = min(outside, sums[cluster] / Double(sizes[cluster]))
    }
    let larger = max(inside, outside)
    return larger > 0 ? (outside - inside) / larger : 0
  }
}
