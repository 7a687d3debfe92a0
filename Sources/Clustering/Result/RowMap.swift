/// Which rows of the input each point stands for.
struct RowMap: Sendable {
  let pointOfRow: [Int]
  /// The rows of each point, ascending.
  let rowsOfPoint: [[Int]]
  /// The row that is the exemplar if the point is one: the copy with the largest preference, the first among equals.
  let representatives: [Int]
  /// Each point's preference if rows have their own: that of its representative.
  let pointPreferences: [Double]?

  init(points: Int, pointOfRow: [Int], preferences: [Double]?) {
    self.pointOfRow = pointOfRow
    var rowsOfPoint = [[Int]](repeating: [], count: points)
    for (row, point) in pointOfRow.enumerated() { rowsOfPoint[point].append(row) }
    self.rowsOfPoint = rowsOfPoint
    guard let preferences else {
      representatives = rowsOfPoint.map { $0[0] }
      pointPreferences = nil
      return
    }
    representatives = rowsOfPoint.map { rows in
      var best = rows[0]
      for row in rows where preferences[row] > preferences[best] { best = row }
      return best
    }
    pointPreferences = representatives.map { preferences[$0] }
  }

  /// All rows of some points, ascending.
  func rows(of points: [Int]) -> [Int] { points.flatMap { rowsOfPoint[$0] }.sorted() }
}
