import Workbench

/// Features of which each row is the mean of itself and its nearest neighbours.
///
/// Affinity propagation measures all rows of a cluster by one of them. Where single rows are noisy, the mean of a few
/// neighbours is a better representative, as the centre of k-means is. Source: one step of mean shift with a neighbourhood
/// of k rows (Fukunaga and Hostetler 1975; k nearest neighbours as in Georgescu et al. 2003). Deviation: one step only.
struct NeighbourSmoothing: Sendable {
  /// The rows that are averaged, the row itself included.
  let count: Int
  let configuration: ClusteringConfiguration

  /// The smoothing that a configuration asks for; nil if it asks for none.
  init?(_ configuration: ClusteringConfiguration) {
    guard configuration.smoothing > 1 else { return nil }
    count = configuration.smoothing
    self.configuration = configuration
  }

  /// How the smoothed rows are clustered: they are normalised already.
  var remaining: ClusteringConfiguration {
    var remaining = configuration
    (remaining.smoothing, remaining.normalisation) = (0, .raw)
    return remaining
  }

  /// The smoothed rows, [rows, columns], normalised. Exact copies count as one neighbour. Neither the order of the rows nor
  /// the number of threads changes a row's result.
  ///
  /// - Throws: `ClusteringError`; `WorkbenchError` with code `.stopped`.
  /// - Complexity: O(rows^2 x columns).
  func applied(
    to features: [Float], columnCount: Int, budget: ResourceBudget, progress: ProgressListener?
  ) throws -> (features: [Float], columnCount: Int) {
    let rowCount = try Similarities.checkedRowCount(of: features, columnCount: columnCount)
    let points = PointSet(of: features, rowCount: rowCount, columnCount: columnCount, merging: true)
    let rows = try PreparedRows(
      of: features, columnCount: columnCount, points: points, configuration, threadCount: budget.threadCount)
    let width = rows.columnCount
    let neighbourCount = min(count, rows.count) - 1
    let nearest =
      neighbourCount > 0
      ? try NearestNeighbours(
        of: rows, neighbourCount: neighbourCount, threadCount: budget.threadCount, progress: progress) : nil
    let means = Parallel.values(count: rows.count, threadCount: budget.threadCount) { point -> [Float] in
      var sum = rows.row(point)
      for place in 0..<neighbourCount {
        guard let other = nearest?.indices[point * neighbourCount + place] else { break }
        let row = rows.row(Int(other))
        for column in 0..<width { sum[column] += row[column] }
      }
      return sum.map { Float($0 / Double(neighbourCount + 1)) }
    }
    var smoothed: [Float] = []
    smoothed.reserveCapacity(rowCount * width)
    for point in points.pointOfRow { smoothed += means[point] }
    return (smoothed, width)
  }
}
