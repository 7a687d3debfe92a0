import Foundation
import Testing
import Workbench

@testable import Clustering

/// Squares of similarities, and what is read off them.
struct SimilaritiesTests {
  @Test(
    "Every similarity is that of the definition, symmetric to the bit", arguments: SimilarityMeasure.allCases,
    FeatureNormalisation.allCases)
  func definition(_ measure: SimilarityMeasure, _ normalisation: FeatureNormalisation) throws {
    let (rows, columns) = (37, 5)
    // Whitened rows are kept in f32.
    let tolerance = normalisation == .whitened ? 1e-5 : 1e-12
    let features = Drawn.blobs(rowCount: rows, columnCount: columns, clusterCount: 3, seed: 6)
    let similarities = try Similarities(
      of: features, columnCount: columns, measure: measure, normalisation: normalisation, whitenedFraction: 1,
      precision: .double, budget: Drawn.budget)
    let prepared = Self.normalised(features, columns, normalisation)
    for i in 0..<rows {
      for k in 0..<rows where i != k {
        #expect(abs(similarities[i, k] - Self.compare(prepared[i], prepared[k], measure)) < tolerance)
        #expect(similarities[i, k] == similarities[k, i])
      }
    }
  }

  @Test("More rows than a tile has, in f32, whatever the number of threads")
  func tiles() throws {
    let (rows, columns) = (530, 7)
    let features = Drawn.blobs(rowCount: rows, columnCount: columns, clusterCount: 3, seed: 7)
    let squares = try [1, 2].map {
      try Similarities(
        of: features, columnCount: columns, budget: ResourceBudget(threadCount: $0, memoryBytes: 1 << 30))
    }
    for (i, k) in [(0, 529), (255, 256), (256, 255), (511, 512), (3, 300), (529, 1)] {
      let expected = Float(
        Drawn.negativeSquaredDistance(
          Drawn.row(i, of: features, columns), Drawn.row(k, of: features, columns)))
      #expect(Float(squares[0][i, k]) == expected)
    }
    #expect((0..<rows).allSatisfy { i in (0..<rows).allSatisfy { squares[0][i, $0] == squares[1][i, $0] } })
  }

  /// Long oscillating runs of the other programs end as the last bits of their similarities have it.
  @Test(
    "As other programs round them: differences added up by columns, for apcluster the roots squared",
    arguments: [Compatibility.scikitLearn, .apcluster])
  func rounding(_ compatibility: Compatibility) throws {
    let (rows, columns) = (301, 7)
    var features = Drawn.blobs(rowCount: rows, columnCount: columns, clusterCount: 3, seed: 8)
    features.replaceSubrange(300 * columns..<301 * columns, with: features[0..<columns])
    let points = PointSet(of: features, rowCount: rows, columnCount: columns, merging: false)
    let source = PreparedRows(
      of: features, columnCount: columns, rows: points.rows,
      transformation: try FeatureTransformation(
        .raw, of: features, columnCount: columns, points: points, whitenedFraction: 1),
      measure: .negativeSquaredEuclidean, threadCount: 1)
    let squares = try [1, 3].map {
      try Similarities(
        of: source, groups: points.groups, weights: points.weights, precision: .double,
        roundedAs: compatibility, threadCount: $0)
    }
    var wrong = 0
    for i in 0..<rows {
      for k in 0..<rows where k != i {
        var sum = 0.0
        for column in 0..<columns {
          let difference = Double(features[i * columns + column]) - Double(features[k * columns + column])
          sum += difference * difference
        }
        let expected = compatibility == .apcluster ? -(sum.squareRoot() * sum.squareRoot()) : -sum
        if squares[0][i, k] != expected || squares[1][i, k] != expected { wrong += 1 }
      }
    }
    #expect(wrong == 0)
    #expect(squares[0][0, 300] == 0 && squares[0].value(3, 3) == -.infinity)
  }

  @Test("Copies have exactly the similarity of copies", arguments: SimilarityMeasure.allCases)
  func copies(_ measure: SimilarityMeasure) throws {
    var features = Drawn.blobs(rowCount: 9, columnCount: 30, clusterCount: 9, seed: 12)
    features.replaceSubrange(30 * 7..<30 * 8, with: features[0..<30])
    let similarities = try Similarities(
      of: features, columnCount: 30, measure: measure, normalisation: .l2, budget: Drawn.budget)
    #expect(similarities[0, 7] == measure.ofCopies && similarities[7, 0] == measure.ofCopies)
    #expect(similarities[0, 6] != measure.ofCopies)
  }

  @Test("Quantiles are numpy's, copies counted", arguments: [0, 0.1, 0.25, 0.5, 0.77, 1])
  func quantiles(fraction: Double) throws {
    let features = Drawn.blobs(rowCount: 23, columnCount: 2, clusterCount: 3, seed: 13)
    let withCopies = features + features[0..<10]
    let apart = try Similarities(of: withCopies, columnCount: 2, precision: .double, budget: Drawn.budget)
    let count = apart.count
    let offDiagonal = (0..<count).flatMap { i in (0..<count).filter { $0 != i }.map { apart[i, $0] } }
    let expected = Self.quantile(offDiagonal, fraction)
    let expectedOfAll = Self.quantile(offDiagonal + Array(repeating: 0, count: count), fraction)
    let points = PointSet(of: withCopies, rowCount: count, columnCount: 2, merging: true)
    let merged = try Self.merged(withCopies, points, columnCount: 2)
    #expect(merged.count == 23)
    for similarities in [apart, merged] {
      #expect(similarities.quantile(fraction, threadCount: 2) == expected)
      #expect(similarities.quantile(fraction, includingOwn: true, threadCount: 3) == expectedOfAll)
    }
    let single = try Similarities(of: withCopies, columnCount: 2, budget: Drawn.budget)
    #expect(abs(single.quantile(fraction, threadCount: 1) - expected) <= 1e-6 * abs(expected))
  }

  @Test("The preference range is Frey's, copies counted")
  func range() throws {
    let tolerance = 1e-12
    let features = Drawn.blobs(rowCount: 19, columnCount: 3, clusterCount: 2, seed: 14)
    for rows in [features, features + features[0..<9]] {
      let apart = try Similarities(of: rows, columnCount: 3, precision: .double, budget: Drawn.budget)
      let all = 0..<apart.count
      let nearest = all.map { i in all.filter { $0 != i }.map { apart[i, $0] }.max()! }
      let oneCluster = all.map { k in all.filter { $0 != k }.reduce(0) { $0 + apart[$1, k] } }.max()!
      let sorted = nearest.sorted()
      let minimum = oneCluster - nearest.reduce(0, +) + sorted[0] + sorted[1]
      let points = PointSet(of: rows, rowCount: apart.count, columnCount: 3, merging: true)
      let merged = try Self.merged(rows, points, columnCount: 3)
      for similarities in [apart, merged] {
        let range = similarities.statistics(threadCount: 2).range
        #expect(abs(range.minimum - minimum) <= tolerance * abs(minimum))
        #expect(range.maximum == nearest.max())
      }
    }
  }

  @Test("A square that is none is refused")
  func shapes() {
    #expect(throws: ClusteringError.self) { try Similarities([], count: 0) }
    #expect(throws: ClusteringError.self) { try Similarities([0, 1, 2], count: 2) }
    let error = #expect(throws: ClusteringError.self) { try Similarities([0, -.infinity, 2, 0], count: 2) }
    #expect(error?.row == 0 && error?.column == 1)
    #expect(throws: ClusteringError.self) {
      try Similarities(of: [1, 2, 3], columnCount: 2, budget: Drawn.budget)
    }
  }

  // MARK: -

  private static func merged(
    _ features: [Float], _ points: PointSet, columnCount: Int
  ) throws -> Similarities {
    let transformation = try FeatureTransformation(
      .raw, of: features, columnCount: columnCount, points: points, whitenedFraction: 1)
    let source = PreparedRows(
      of: features, columnCount: columnCount, rows: points.rows, transformation: transformation,
      measure: .negativeSquaredEuclidean, threadCount: 2)
    return try Similarities(
      of: source, groups: points.groups, weights: points.weights, precision: .double, threadCount: 2)
  }

  private static func normalised(
    _ features: [Float], _ columns: Int, _ normalisation: FeatureNormalisation
  ) -> [[Double]] {
    let rows = (0..<features.count / columns).map { Drawn.row($0, of: features, columns).map(Double.init) }
    switch normalisation {
    case .raw: return rows
    case .l2: return rows.map(unit)
    case .standardised:
      let count = Double(rows.count)
      let means = (0..<columns).map { c in rows.reduce(0) { $0 + $1[c] } / count }
      let deviations = (0..<columns).map { c in
        (rows.reduce(0) { $0 + ($1[c] - means[c]) * ($1[c] - means[c]) } / count).squareRoot()
      }
      return rows.map { row in (0..<columns).map { (row[$0] - means[$0]) / deviations[$0] } }
    case .whitened: return whitened(rows)
    }
  }

  /// By Jacobi's rotations of the covariance, which share nothing with LAPACK's way.
  private static func whitened(_ rows: [[Double]]) -> [[Double]] {
    let (count, columns) = (Double(rows.count), rows[0].count)
    var means = [Double](repeating: 0, count: columns)
    for row in rows { for c in 0..<columns { means[c] += row[c] / count } }
    var matrix = [[Double]](repeating: Array(repeating: 0, count: columns), count: columns)
    for row in rows {
      for a in 0..<columns {
        for b in 0..<columns { matrix[a][b] += (row[a] - means[a]) * (row[b] - means[b]) / count }
      }
    }
    var axes = [[Double]](repeating: Array(repeating: 0, count: columns), count: columns)
    for a in 0..<columns { axes[a][a] = 1 }
    for _ in 0..<60 {
      for p in 0..<columns {
        for q in 0..<p where abs(matrix[p][q]) > 1e-15 {
          let angle: Double = 0.5 * atan2(2 * matrix[p][q], matrix[p][p] - matrix[q][q])
          for k in 0..<columns { matrix[k] = columnsRotated(matrix[k], p, q, angle) }
          let (rowP, rowQ) = rotated(matrix[p], matrix[q], angle)
          (matrix[p], matrix[q]) = (rowP, rowQ)
          (axes[p], axes[q]) = rotated(axes[p], axes[q], angle)
        }
      }
    }
    let order = (0..<columns).sorted { matrix[$0][$0] > matrix[$1][$1] }
    return rows.map { row -> [Double] in
      order.map { axis -> Double in
        let longest = axes[axis].max { abs($0) < abs($1) }!
        var along = 0.0
        for c in 0..<columns { along += (row[c] - means[c]) * axes[axis][c] }
        return (longest < 0 ? -along : along) / matrix[axis][axis].squareRoot()
      }
    }
  }

  private static func rotated(_ x: [Double], _ y: [Double], _ angle: Double) -> ([Double], [Double]) {
    let (c, s) = (cos(angle), sin(angle))
    return (zip(x, y).map { c * $0 + s * $1 }, zip(x, y).map { c * $1 - s * $0 })
  }

  private static func columnsRotated(_ row: [Double], _ p: Int, _ q: Int, _ angle: Double) -> [Double] {
    var row = row
    let (x, y) = (row[p], row[q])
    row[p] = cos(angle) * x + sin(angle) * y
    row[q] = cos(angle) * y - sin(angle) * x
    return row
  }

  private static func unit(_ row: [Double]) -> [Double] {
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return row.map { $0 / length }
  }

  private static func compare(_ one: [Double], _ other: [Double], _ measure: SimilarityMeasure) -> Double {
    func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    func centred(_ x: [Double]) -> [Double] { x.map { $0 - x.reduce(0, +) / Double(x.count) } }
    return switch measure {
    case .negativeSquaredEuclidean: -zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    case .cosine: product(unit(one), unit(other))
    case .correlation: product(unit(centred(one)), unit(centred(other)))
    }
  }

  /// R's type 7.
  private static func quantile(_ values: [Double], _ fraction: Double) -> Double {
    let sorted = values.sorted()
    let position = fraction * Double(sorted.count - 1)
    let low = Int(position)
    guard position > Double(low) else { return sorted[low] }
    return sorted[low] + (sorted[low + 1] - sorted[low]) * (position - Double(low))
  }
}
