import Workbench
internal import CKernels
internal import COpenBLAS

/// What is done to a row of features before it is compared, with the statistics of a whole set of rows.
///
/// The transformation of one set can be applied to another, so that rows of a second cohort are treated like those of
/// the first.
struct FeatureTransformation: Sendable {
  /// Each row divided by its length.
  let l2: Bool
  /// Subtracted from each column; nil unless standardised.
  let shift: [Double]?
  /// Each column is multiplied by it afterwards; nil unless standardised.
  let scale: [Double]?
  /// nil unless whitened.
  let components: PrincipalComponents?

  /// The transformation that `normalisation` asks for, from the points of `features`.
  ///
  /// Sums go in the order of points, so the input's order does not matter. Two passes, in f64.
  ///
  /// - Throws: `ClusteringError` with code `.notFinite` if squares cannot be stored.
  init(
    _ normalisation: FeatureNormalisation, of features: [Float], columnCount: Int, points: PointSet,
    whitenedFraction: Double
  ) throws(ClusteringError) {
    l2 = normalisation == .l2
    components =
      normalisation == .whitened
      ? try PrincipalComponents(
        of: features, columnCount: columnCount, points: points, fraction: whitenedFraction) : nil
    guard normalisation == .standardised else {
      (shift, scale) = (nil, nil)
      return
    }
    let means = Self.means(of: features, columnCount: columnCount, points: points)
    var variances = [Double](repeating: 0, count: columnCount)
    let total = Double(points.weights.reduce(0) { $0 + Int($1) })
    for (point, row) in points.rows.enumerated() {
      let weight = Double(points.weights[point]) / total
      for column in 0..<columnCount {
        let difference = Double(features[row * columnCount + column]) - means[column]
        variances[column] += weight * difference * difference
      }
    }
    shift = means
    // A column that is constant except for rounding becomes 0; otherwise rounding noise would be scaled up to 1.
    scale = zip(variances, means).map { variance, mean in
      variance > 1e-24 * mean * mean ? 1 / variance.squareRoot() : 0
    }
  }

  /// The mean of every column, copies counted.
  static func means(of features: [Float], columnCount: Int, points: PointSet) -> [Double] {
    var means = [Double](repeating: 0, count: columnCount)
    let total = Double(points.weights.reduce(0) { $0 + Int($1) })
    for (point, row) in points.rows.enumerated() {
      let weight = Double(points.weights[point]) / total
      for column in 0..<columnCount { means[column] += weight * Double(features[row * columnCount + column]) }
    }
    return means
  }
}
