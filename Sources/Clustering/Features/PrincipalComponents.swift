import Workbench
internal import CKernels
internal import COpenBLAS

/// The leading principal components of a set of rows, scaled to variance 1.
///
/// Source: covariance by `dsyrk`, eigenvectors by LAPACK's `dsyevd`. The sign of a component makes its largest
/// coordinate positive, so that it does not depend on the library. Components with less than 1e-10 of the largest
/// variance are always left out, because they are only rounding.
struct PrincipalComponents: Sendable {
  /// Numbers of a row before.
  let columnCount: Int
  /// Numbers of a row after.
  let count: Int
  private let means: [Double]
  /// count x columnCount, each component divided by its standard deviation.
  private let axes: [Double]

  private static let blockRows = 256

  /// The fewest components that have `fraction` of the variance of the points' rows, at least one.
  ///
  /// - Throws: `ClusteringError` with code `.notFinite` if squares cannot be stored.
  /// - Complexity: O(points x columns^2 + columns^3), with one thread, because more would change the last bits.
  init(of features: [Float], columnCount: Int, points: PointSet, fraction: Double) throws(ClusteringError) {
    ck_use_one_matrix_thread()
    let n = columnCount
    let means = FeatureTransformation.means(of: features, columnCount: n, points: points)
    let total = Double(points.weights.reduce(0) { $0 + Int($1) })
    var covariance = [Double](repeating: 0, count: n * n)
    for begin in stride(from: 0, to: points.rows.count, by: Self.blockRows) {
      let end = min(points.rows.count, begin + Self.blockRows)
      var block = [Double](repeating: 0, count: (end - begin) * n)
      for point in begin..<end {
        let (row, factor) = (points.rows[point], (Double(points.weights[point]) / total).squareRoot())
        for column in 0..<n {
          block[(point - begin) * n + column] = factor * (Double(features[row * n + column]) - means[column])
        }
      }
      // 101 row-major, 121 the upper triangle, 112 transposed.
      cblas_dsyrk(
        101, 121, 112, Int32(n), Int32(end - begin), 1, block, Int32(n), 1, &covariance, Int32(n))
    }
    guard ck_first_nonfinite_double(covariance, n * n) < 0 else {
      throw ClusteringError(
        .notFinite, "some features are so large that their squares cannot be stored",
        remedy: "Use l2 or standardised features.")
    }
    let variances = try Self.eigenvalues(&covariance, n)
    let order = (0..<n).reversed()
    let sum = variances.reduce(0) { $0 + max(0, $1) }
    let largest = variances.last ?? 0
    var (kept, held) = ([Int](), 0.0)
    for index in order {
      guard kept.isEmpty || (held < fraction * sum && variances[index] > 1e-10 * largest) else { break }
      kept.append(index)
      held += max(0, variances[index])
    }
    var axes: [Double] = []
    axes.reserveCapacity(kept.count * n)
    for index in kept {
      let axis = covariance[index * n..<(index + 1) * n]
      let longest = axis.reduce(0.0) { abs($1) > abs($0) ? $1 : $0 }
      let deviation = max(0, variances[index]).squareRoot()
      let factor = deviation > 0 ? (longest < 0 ? -1 : 1) / deviation : 0
      axes += axis.map { $0 * factor }
    }
    self.columnCount = n
    self.means = means
    self.axes = axes
    count = kept.count
  }

  /// The whitened rows, `count` numbers each.
  func applied(to features: [Float], rows: [Int], threadCount: Int) -> [Float] {
    ck_use_one_matrix_thread()
    let (side, n) = (Self.blockRows, columnCount)
    return [Float](unsafeUninitializedCapacity: rows.count * count) { buffer, initialised in
      buffer.initialize(repeating: 0)
      initialised = rows.count * count
      guard let base = buffer.baseAddress else { return }
      let target = DisjointWrites(base: base)
      Parallel.forEach(count: (rows.count + side - 1) / side, threadCount: threadCount) { index in
        let (begin, end) = (index * side, min(rows.count, (index + 1) * side))
        var centred = [Double](repeating: 0, count: (end - begin) * n)
        for position in begin..<end {
          for column in 0..<n {
            centred[(position - begin) * n + column] =
              Double(features[rows[position] * n + column]) - means[column]
          }
        }
        var coordinates = [Double](repeating: 0, count: (end - begin) * count)
        // 111 as is, 112 transposed.
        cblas_dgemm(
          101, 111, 112, Int32(end - begin), Int32(count), Int32(n), 1, centred, Int32(n), axes, Int32(n), 0,
          &coordinates, Int32(count))
        for (position, value) in coordinates.enumerated() {
          target.base[begin * count + position] = Float(value)
        }
      }
    }
  }

  // MARK: -

  /// Eigenvalues, ascending; the matrix becomes the eigenvectors, by rows.
  private static func eigenvalues(_ matrix: inout [Double], _ n: Int) throws(ClusteringError) -> [Double] {
    var values = [Double](repeating: 0, count: n)
    var info: Int32 = 0
    let size = [Int32(n)]
    var work = [Double](repeating: 0, count: 1 + 6 * n + 2 * n * n)
    var integers = [Int32](repeating: 0, count: 3 + 5 * n)
    // The upper triangle by rows is Fortran's lower one.
    dsyevd_(
      "V", "L", size, &matrix, size, &values, &work, [Int32(work.count)], &integers, [Int32(integers.count)],
      &info, 1, 1)
    guard info == 0 else {
      throw ClusteringError(
        .notFinite, "the principal components of the features could not be found (LAPACK answered \(info))",
        remedy: "Use l2 or standardised features.")
    }
    return values
  }
}
