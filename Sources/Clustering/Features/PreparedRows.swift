import Workbench
internal import CKernels
internal import COpenBLAS

/// Rows of features as they are compared: normalised and ready for inner products, in f64.
///
/// Every measure is made of inner products: s(x, y) = 2 xy - |x|^2 - |y|^2, or xy for rows of length 1. Clusterings
/// with a compatibility sum up differences instead.
struct PreparedRows: Sendable {
  /// Numbers of a prepared row.
  let columnCount: Int
  /// How rows are compared.
  let measure: SimilarityMeasure
  /// The row of the input behind each prepared one, for messages.
  let origins: [Int]

  private let values: [Float]
  private let rows: [Int]
  private let transformation: FeatureTransformation

  /// Rows of `features` under a transformation.
  init(
    of features: [Float], columnCount: Int, rows: [Int], transformation: FeatureTransformation,
    measure: SimilarityMeasure, threadCount: Int
  ) {
    self.measure = measure
    self.transformation = transformation
    origins = rows
    if let components = transformation.components {
      values = components.applied(to: features, rows: rows, threadCount: threadCount)
      self.columnCount = components.count
      self.rows = Array(rows.indices)
    } else {
      values = features
      self.columnCount = columnCount
      self.rows = rows
    }
  }

  /// The points of `features`, normalised as a configuration asks.
  ///
  /// - Throws: `ClusteringError` with code `.notFinite`.
  init(
    of features: [Float], columnCount: Int, points: PointSet, _ configuration: ClusteringConfiguration,
    threadCount: Int
  ) throws(ClusteringError) {
    self.init(
      of: features, columnCount: columnCount, rows: points.rows,
      transformation: try FeatureTransformation(
        configuration.normalisation, of: features, columnCount: columnCount, points: points,
        whitenedFraction: configuration.whitenedFraction),
      measure: configuration.measure, threadCount: threadCount)
  }

  private init(_ other: PreparedRows, positions: [Int]) {
    (columnCount, measure) = (other.columnCount, other.measure)
    (values, transformation) = (other.values, other.transformation)
    origins = positions.map { other.origins[$0] }
    rows = positions.map { other.rows[$0] }
  }

  /// Some of the rows; only their positions are copied.
  func selected(_ positions: [Int]) -> PreparedRows { PreparedRows(self, positions: positions) }

  var count: Int { rows.count }
  /// Whether the lengths of rows enter a similarity.
  var usesLengths: Bool { measure == .negativeSquaredEuclidean }

  /// Writes rows into `target`, `columnCount` numbers each.
  func read(_ range: Range<Int>, into target: inout [Double]) {
    target.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for (position, row) in range.enumerated() { _ = prepare(row, base + position * columnCount) }
    }
  }

  /// One row.
  func row(_ position: Int) -> [Double] {
    var row = [Double](repeating: 0, count: columnCount)
    read(position..<position + 1, into: &row)
    return row
  }

  /// The similarity of two different rows of different features.
  func similarity(_ one: [Double], _ other: [Double]) -> Double {
    let product = ck_ordered_product(one, other, columnCount)
    guard usesLengths else { return max(-1, min(1, product)) }
    let lengths = ck_ordered_product(one, one, columnCount) + ck_ordered_product(other, other, columnCount)
    return min(0, 2 * product - lengths)
  }

  /// The squared length of every row.
  func squaredLengths(threadCount: Int) -> [Double] {
    let side = 256
    let blocks = (count + side - 1) / side
    return DisjointWrites.filled(count: count) { target in
      Parallel.forEach(count: blocks, threadCount: threadCount) { block in
        var row = [Double](repeating: 0, count: columnCount)
        for point in block * side..<min(count, (block + 1) * side) {
          target.base[point] = row.withUnsafeMutableBufferPointer { prepare(point, $0.baseAddress!) }
        }
      }
    }
  }

  /// The squared lengths, after a check that similarities can be stored.
  ///
  /// - Throws: `ClusteringError` with code `.notFinite`.
  func checkedLengths(storedAs precision: Similarities.Precision, threadCount: Int) throws(ClusteringError)
    -> [Double]
  {
    let norms = squaredLengths(threadCount: threadCount)
    if let point = norms.firstIndex(where: { !($0 < precision.largest / 8) }) {
      throw ClusteringError(
        .notFinite, row: origins[point], "has values so large that their squares cannot be stored",
        remedy: "Use l2 or standardised features.")
    }
    return norms
  }

  /// Checks that the squares of at least some rows keep their digits when they are stored. Rows of zeros are equal rows.
  ///
  /// - Throws: `ClusteringError` with code `.notFinite`.
  func checkScale(storedAs precision: Similarities.Precision) throws(ClusteringError) {
    guard usesLengths else { return }
    var row = [Double](repeating: 0, count: columnCount)
    var areZero = true
    // The first row is nearly always long enough.
    for point in 0..<count {
      let length = row.withUnsafeMutableBufferPointer { prepare(point, $0.baseAddress!) }
      if length >= precision.smallest { return }
      areZero = areZero && length == 0
    }
    guard areZero else {
      throw ClusteringError(
        .notFinite, "the values of all rows are so small that their squares cannot be told apart",
        remedy: "Use l2 or standardised features.")
    }
  }

  /// products[i, j] = row i of `rows` times row j of `others`. Uses one thread, so the bits do not depend on other
  /// threads.
  static func multiply(
    _ rows: [Double], _ rowCount: Int, _ others: [Double], _ otherCount: Int, _ width: Int,
    into products: inout [Double]
  ) {
    // 101 row-major, 111 as is, 112 transposed.
    cblas_dgemm(
      101, 111, 112, Int32(rowCount), Int32(otherCount), Int32(width), 1, rows, Int32(width), others,
      Int32(width), 0, &products, Int32(otherCount))
  }

  private func prepare(_ position: Int, _ target: UnsafeMutablePointer<Double>) -> Double {
    values.withUnsafeBufferPointer { values in
      ck_prepare_row(
        values.baseAddress! + rows[position] * columnCount, transformation.shift, transformation.scale,
        columnCount, transformation.l2 ? 1 : 0, measure == .correlation ? 1 : 0, usesLengths ? 0 : 1, target)
    }
  }
}
