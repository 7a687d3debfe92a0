import TestSupport
import Workbench

@testable import Clustering

/// Drawn features and the plain references they are tested with.
enum Drawn {
  static let budget = ResourceBudget.tests

  /// Rows around `clusterCount` centres.
  static func blobs(
    rowCount: Int, columnCount: Int, clusterCount: Int, seed: UInt64, spread: Double = 0.3
  ) -> [Float] {
    var stream = RandomStream(seed: seed, purpose: "clustering tests")
    let centers = (0..<clusterCount * columnCount).map { _ in stream.uniform(in: -3..<3) }
    return (0..<rowCount).flatMap { _ in
      let center = stream.integer(below: clusterCount)
      return (0..<columnCount).map { Float(centers[center * columnCount + $0] + stream.normal() * spread) }
    }
  }

  /// Row `index` of a flat matrix.
  static func row(_ index: Int, of features: [Float], _ columnCount: Int) -> [Float] {
    Array(features[index * columnCount..<(index + 1) * columnCount])
  }

  /// The rows in another order.
  static func permuted(_ features: [Float], _ columnCount: Int, by order: [Int]) -> [Float] {
    order.flatMap { row($0, of: features, columnCount) }
  }

  /// -|x - y|^2 in f64.
  static func negativeSquaredDistance(_ one: [Float], _ other: [Float]) -> Double {
    -zip(one, other).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
  }
}

/// Affinity propagation as the paper writes it: four nested loops in f64, nothing clever.
struct PlainAffinityPropagation {
  var similarities: [[Double]]
  var exemplarCounts: [Int] = []
  var netSimilarities: [Double] = []

  /// `similarities` with the preferences on the diagonal.
  init(_ similarities: [[Double]], damping: Double, iterations: Int) {
    self.similarities = similarities
    let s = similarities
    let n = s.count
    var r = [[Double]](repeating: Array(repeating: 0, count: n), count: n)
    var a = r
    for _ in 0..<iterations {
      for i in 0..<n {
        for k in 0..<n {
          let rival = (0..<n).filter { $0 != k }.map { a[i][$0] + s[i][$0] }.max() ?? -.infinity
          r[i][k] = damping * r[i][k] + (1 - damping) * (s[i][k] - rival)
        }
      }
      for k in 0..<n {
        for i in 0..<n {
          let support = (0..<n).filter { $0 != i && $0 != k }.reduce(0.0) { $0 + max(0, r[$1][k]) }
          let fresh = i == k ? support : min(0, r[k][k] + support)
          a[i][k] = damping * a[i][k] + (1 - damping) * fresh
        }
      }
      let exemplars = (0..<n).filter { a[$0][$0] + r[$0][$0] > 0 }
      exemplarCounts.append(exemplars.count)
      netSimilarities.append(
        exemplars.isEmpty
          ? .nan
          : (0..<n).reduce(0) { sum, i in
            sum + (exemplars.contains(i) ? s[i][i] : exemplars.map { s[i][$0] }.max()!)
          })
    }
  }

  /// The best net similarity of any set of exemplars, by trying them all.
  static func optimum(_ s: [[Double]]) -> Double {
    (1..<(1 << s.count)).map { set in
      let exemplars = s.indices.filter { set >> $0 & 1 == 1 }
      return s.indices.reduce(0.0) { sum, i in
        sum + (exemplars.contains(i) ? s[i][i] : exemplars.map { s[i][$0] }.max()!)
      }
    }.max()!
  }
}
