import Workbench

extension SharedSimilarities {
  /// The most similar other rows of every row, compared as a configuration compares them: [rows, count], the most similar
  /// first. Exact copies of a row count, too.
  ///
  /// - Parameter count: at most the number of rows less one.
  /// - Throws: `ClusteringError`; `WorkbenchError` with code `.stopped`.
  /// - Complexity: O(rows^2 x columns).
  public func nearestRows(
    _ configuration: ClusteringConfiguration, count: Int, budget: ResourceBudget, progress: ProgressListener?
  ) throws -> [UInt32] {
    let smoothing = NeighbourSmoothing(configuration)
    let settings = smoothing?.remaining ?? configuration
    let compared =
      try smoothing?.applied(to: features, columnCount: columnCount, budget: budget, progress: progress)
      ?? (features: features, columnCount: columnCount)
    let points = PointSet(
      of: compared.features, rowCount: rowCount, columnCount: compared.columnCount, merging: false)
    let rows = try PreparedRows(
      of: compared.features, columnCount: compared.columnCount, points: points, settings,
      threadCount: budget.threadCount)
    let nearest = try NearestNeighbours(
      of: rows, neighbourCount: count, threadCount: budget.threadCount, progress: progress)
    var result = [UInt32](repeating: 0, count: rowCount * count)
    for (point, row) in points.rows.enumerated() {
      for place in 0..<count {
        let other = points.rows[Int(nearest.indices[point * count + place])]
        result[row * count + place] = UInt32(other)
      }
    }
    return result
  }
}
