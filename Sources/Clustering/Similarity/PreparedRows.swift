import Workbench
internal import CKernels

/// Rows of features as they are compared: normalised, and made ready for inner products, in f64.
struct PreparedRows: Sendable {
  let features: [Float]
  let columnCount: Int
  let rows: [Int]
  let l2: Bool
  let centers: Bool
  let toUnitLength: Bool
  /// Per column, subtracted first; nil unless standardised.
  let shift: [Double]?
  /// Per column, multiplied then; nil unless standardised.
  let scale: [Double]?

  init(
    features: [Float], columnCount: Int, points: PointSet, measure: SimilarityMeasure,
    normalisation: FeatureNormalisation
  ) {
    self.features = features
    self.columnCount = columnCount
    rows = points.rows
    l2 = normalisation == .l2
    centers = measure == .correlation
    toUnitLength = measure != .negativeSquaredEuclidean
    guard normalisation == .standardised else {
      (shift, scale) = (nil, nil)
      return
    }
    // In the order of points, so that the input's order does not enter; two passes, in f64.
    var means = [Double](repeating: 0, count: columnCount)
    var variances = means
    let total = Double(points.weights.reduce(0) { $0 + Int($1) })
    for (point, row) in points.rows.enumerated() {
      let weight = Double(points.weights[point]) / total
      for column in 0..<columnCount { means[column] += weight * Double(features[row * columnCount + column]) }
    }
    for (point, row) in points.rows.enumerated() {
      let weight = Double(points.weights[point]) / total
      for column in 0..<columnCount {
        let difference = Double(features[row * columnCount + column]) - means[column]
        variances[column] += weight * difference * difference
      }
    }
    shift = means
    // A column that is constant but for the rounding of its mean becomes 0, not noise blown up to 1.
    scale = zip(variances, means).map { variance, mean in
      variance > 1e-24 * mean * mean ? 1 / variance.squareRoot() : 0
    }
  }

  /// Writes the rows of points into `target`, `columnCount` numbers each.
  func read(_ points: Range<Int>, into target: inout [Double]) {
    for (position, point) in points.enumerated() {
      target.withUnsafeMutableBufferPointer { _ = prepare(point, $0.baseAddress! + position * columnCount) }
    }
  }

  /// The squared length of every point.
  func squaredLengths(threadCount: Int) -> [Double] {
    let side = 256
    let blocks = (rows.count + side - 1) / side
    let lengths = Similarities.column(of: rows.count) { target in
      Parallel.forEach(count: blocks, threadCount: threadCount) { block in
        var row = [Double](repeating: 0, count: columnCount)
        for point in block * side..<min(rows.count, (block + 1) * side) {
          target.base[point] = row.withUnsafeMutableBufferPointer { prepare(point, $0.baseAddress!) }
        }
      }
    }
    return lengths
  }

  private func prepare(_ point: Int, _ target: UnsafeMutablePointer<Double>) -> Double {
    features.withUnsafeBufferPointer { values in
      prepare_row(
        values.baseAddress! + rows[point] * columnCount, shift, scale, columnCount, l2 ? 1 : 0,
        centers ? 1 : 0,
        toUnitLength ? 1 : 0, target)
    }
  }
}
