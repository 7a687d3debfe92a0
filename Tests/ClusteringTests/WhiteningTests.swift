import Testing
import Workbench

@testable import Clustering

/// Principal components against what defines them.
struct WhiteningTests {
  @Test("Whitened rows have mean 0 and no covariance, copies counted")
  func covariance() throws {
    let (rows, columns, tolerance) = (200, 6, 1e-5)
    var features = Self.skewed(rows: rows, columns: columns, seed: 2)
    features += features[0..<columns * 40]
    let points = PointSet(of: features, rowCount: rows + 40, columnCount: columns, merging: true)
    let components = try PrincipalComponents(of: features, columnCount: columns, points: points, fraction: 1)
    #expect(components.count == columns)
    let whitened = components.applied(to: features, rows: Array(0..<rows + 40), threadCount: 2)
    for a in 0..<columns {
      for b in 0...a {
        var sum = 0.0
        for row in 0..<rows + 40 {
          sum += Double(whitened[row * columns + a]) * Double(whitened[row * columns + b])
        }
        let expected: Double = a == b ? 1 : 0
        #expect(abs(sum / Double(rows + 40) - expected) < tolerance)
      }
      var mean = 0.0
      for row in 0..<rows + 40 { mean += Double(whitened[row * columns + a]) / Double(rows + 40) }
      #expect(abs(mean) < tolerance)
    }
  }

  @Test("A share of the variance keeps the fewest components that hold it")
  func fraction() throws {
    // Variances 100, 10, 1 along the axes: 0.90, 0.99, 1 of the sum.
    var stream = RandomStream(seed: 4, purpose: "axes")
    let deviations = [10.0, 10.0.squareRoot(), 1.0]
    let features = (0..<3000).flatMap { _ -> [Float] in
      deviations.map { (deviation: Double) -> Float in Float(deviation * stream.normal()) }
    }
    let points = PointSet(of: features, rowCount: 3000, columnCount: 3, merging: false)
    for (fraction, count) in [(0.5, 1), (0.95, 2), (1, 3)] {
      let components = try PrincipalComponents(
        of: features, columnCount: 3, points: points, fraction: fraction)
      #expect(components.count == count)
    }
    // The same column twice holds nothing more.
    let doubled: [Float] = features.flatMap { [$0, $0] }
    #expect(
      try PrincipalComponents(of: doubled, columnCount: 6, points: points, fraction: 1).count == 3)
    // All rows equal: one component, and it is zero.
    let equal = [Float](repeating: 3, count: 12)
    let still = PointSet(of: equal, rowCount: 4, columnCount: 3, merging: false)
    let nothing = try PrincipalComponents(of: equal, columnCount: 3, points: still, fraction: 0.9)
    #expect(nothing.applied(to: equal, rows: [0, 1], threadCount: 1) == [0, 0])
  }

  /// What makes whitening worth having: similarities do not hang on how columns were scaled and mixed.
  @Test(
    "Similarities of whitened rows survive a change of axes",
    arguments: [SimilarityMeasure.negativeSquaredEuclidean, .cosine])
  func axes(_ measure: SimilarityMeasure) throws {
    let (rows, tolerance) = (60, 1e-4)
    let features = Self.skewed(rows: rows, columns: 3, seed: 6)
    let mixed = (0..<rows).flatMap { row -> [Float] in
      let x = Drawn.row(row, of: features, 3)
      let first: Float = 2 * x[0] + x[1]
      let second: Float = x[1] - 3 * x[2]
      let third: Float = x[0] + 0.5 * x[2] + 7
      return [first, second, third]
    }
    let squares = try [features, mixed].map {
      try Similarities(
        of: $0, columnCount: 3, measure: measure, normalisation: .whitened, whitenedFraction: 1,
        precision: .double, budget: Drawn.budget)
    }
    for i in 0..<rows {
      for k in 0..<i {
        let (one, other) = (squares[0][i, k], squares[1][i, k])
        #expect(abs(one - other) < tolerance * max(1, abs(one)))
      }
    }
  }

  // MARK: -

  /// Columns of different spread, mixed.
  static func skewed(rows: Int, columns: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed, purpose: "skewed")
    return (0..<rows).flatMap { _ -> [Float] in
      var sum = 0.0
      return (0..<columns).map { (column: Int) -> Float in
        sum = 0.5 * sum + stream.normal() * Double(column + 1)
        return Float(sum + 5)
      }
    }
  }
}
