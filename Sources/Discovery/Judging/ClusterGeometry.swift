import Clustering
import Foundation
import Scoring
import Workbench

/// Measures of a clustering from similarities: silhouettes, and an order in which neighbouring clusters look alike.
struct ClusterGeometry {
  /// Mean silhouette of all measured rows; nil for fewer than two clusters.
  let silhouette: Double?
  /// Mean silhouette by cluster; nil if no row of it was measured.
  let silhouettes: [Double?]
  /// Rows whose silhouettes were measured.
  let measuredRowCount: Int
  /// Cluster numbers.
  let order: [Int]
  /// The tree of exemplars, see `Judgement.tree`.
  let tree: [Judgement.Merge]

  /// The largest number of clusters that are ordered; the tree's memory grows with its square.
  static let orderedClusterCount = 4_000

  /// - Parameter rows: silhouettes are measured for up to this many rows, drawn at random if there are more.
  init(
    _ assignment: ClusterAssignment, _ shared: SharedSimilarities, configuration: ClusteringConfiguration,
    rows limit: Int, seed: UInt64, budget: ResourceBudget, notes: inout [String]
  ) throws {
    let rowCount = shared.rowCount
    let distance = Self.distance(configuration.measure)
    let measured: [Int]
    let silhouette: Silhouette
    if rowCount <= limit {
      measured = Array(0..<rowCount)
      let square = try shared.square(configuration, budget: budget)
      silhouette = Silhouette(labels: assignment.clusterOfRow, threadCount: budget.threadCount) {
        distance(square.similarities[square.positions[$0], square.positions[$1]])
      }
    } else {
      var stream = RandomStream(seed: seed, purpose: "silhouette")
      measured = stream.permutation(count: rowCount).prefix(limit).sorted()
      notes.append("Silhouettes are those of \(limit) rows, drawn at random from \(rowCount).")
      let square = try Self.square(of: measured, shared, configuration, budget)
      silhouette = Silhouette(
        labels: measured.map { assignment.clusterOfRow[$0] }, threadCount: budget.threadCount
      ) { distance(square[$0, $1]) }
    }
    self.silhouette = silhouette.mean
    measuredRowCount = measured.count
    var sums = [Double](repeating: 0, count: assignment.clusterCount)
    var counts = [Int](repeating: 0, count: assignment.clusterCount)
    for (row, value) in zip(measured, silhouette.values) where !value.isNaN {
      sums[assignment.clusterOfRow[row]] += value
      counts[assignment.clusterOfRow[row]] += 1
    }
    silhouettes = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
    guard assignment.clusterCount <= Self.orderedClusterCount, assignment.clusterCount > 1 else {
      (order, tree) = (Array(0..<assignment.clusterCount), [])
      return
    }
    let exemplars = try Self.square(of: assignment.exemplars, shared, configuration, budget)
    let found = ExemplarOrder(count: assignment.clusterCount) { distance(exemplars[$0, $1]) }
    (order, tree) = (found.clusters, found.merges)
  }

  private static func square(
    of rows: [Int], _ shared: SharedSimilarities, _ configuration: ClusteringConfiguration,
    _ budget: ResourceBudget
  ) throws -> Similarities {
    try Similarities(
      of: shared.features(of: rows), columnCount: shared.columnCount, measure: configuration.measure,
      normalisation: configuration.normalisation, whitenedFraction: configuration.whitenedFraction,
      budget: budget)
  }

  /// The distance that corresponds to a similarity: Euclidean, and for cosine and correlation that of rows scaled to
  /// length 1, so that silhouettes of the same rows can be compared.
  private static func distance(_ measure: SimilarityMeasure) -> @Sendable (Double) -> Double {
    switch measure {
    case .negativeSquaredEuclidean: { max(0, -$0).squareRoot() }
    case .cosine, .correlation: { max(0, 2 - 2 * $0).squareRoot() }
    }
  }
}
