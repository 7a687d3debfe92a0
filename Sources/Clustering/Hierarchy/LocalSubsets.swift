import Workbench
internal import CKernels
internal import COpenBLAS

/// Cuts many points into subsets of neighbours of nearly equal size, so that most clusters lie within one subset.
///
/// A set is cut across the direction in which it extends most (the leading principal component of up to 1,024 of its
/// points, by power iteration from a fixed start). The parts are cut again in the same way. No random numbers are
/// used.
struct LocalSubsets {
  let source: PreparedRows
  let threadCount: Int

  private static let sampleRows = 1024
  private static let iterations = 20

  /// Divides `points` into subsets of at most `limit` points, each ascending.
  ///
  /// - Complexity: O(points x columns x log(points / limit)).
  func split(_ points: [Int], limit: Int) throws -> [[Int]] {
    var sets = [points]
    while let largest = sets.map(\.count).max(), largest > limit {
      // One thread per set as soon as there are enough sets.
      let (current, areMany) = (sets, sets.count >= threadCount)
      sets = try Parallel.map(count: current.count, threadCount: areMany ? threadCount : 1) {
        halves(of: current[$0], limit: limit, threadCount: areMany ? 1 : threadCount)
      }.flatMap { $0 }
    }
    return sets.map { $0.sorted() }
  }

  // MARK: -

  private func halves(of points: [Int], limit: Int, threadCount: Int) -> [[Int]] {
    let parts = (points.count + limit - 1) / limit
    guard parts > 1 else { return [points] }
    let along = projections(of: points, threadCount: threadCount)
    let order = points.indices.sorted {
      along[$0] == along[$1] ? points[$0] < points[$1] : along[$0] < along[$1]
    }
    let cut = points.count * (parts / 2) / parts
    return [order[..<cut].map { points[$0] }, order[cut...].map { points[$0] }]
  }

  private func projections(of points: [Int], threadCount: Int) -> [Double] {
    ck_use_one_matrix_thread()
    let width = source.columnCount
    let step = max(1, points.count / Self.sampleRows)
    let sample = stride(from: 0, to: points.count, by: step).map { points[$0] }
    let direction = leadingDirection(of: source.selected(sample))
    let rows = source.selected(points)
    let side = 256
    return DisjointWrites.filled(count: points.count) { target in
      Parallel.forEach(count: (points.count + side - 1) / side, threadCount: threadCount) { block in
        let begin = block * side
        let height = min(side, points.count - begin)
        var values = [Double](repeating: 0, count: height * width)
        rows.read(begin..<begin + height, into: &values)
        cblas_dgemv(
          101, 111, Int32(height), Int32(width), 1, values, Int32(width), direction, 1, 0,
          target.base + begin, 1)
      }
    }
  }

  /// A unit vector along which the rows vary most; zeros if they are all equal.
  private func leadingDirection(of rows: PreparedRows) -> [Double] {
    let (count, width) = (rows.count, rows.columnCount)
    var values = [Double](repeating: 0, count: count * width)
    rows.read(0..<count, into: &values)
    var mean = [Double](repeating: 0, count: width)
    let ones = [Double](repeating: 1 / Double(count), count: count)
    // 112 means that the matrix is transposed.
    cblas_dgemv(101, 112, Int32(count), Int32(width), 1, values, Int32(width), ones, 1, 0, &mean, 1)
    for row in 0..<count { for column in 0..<width { values[row * width + column] -= mean[column] } }
    // Start with the row farthest from the mean, because it cannot be orthogonal to every direction of variance.
    var start = (row: 0, length: -1.0)
    for row in 0..<count {
      let length = values[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
      if length > start.length { start = (row, length) }
    }
    var direction = Self.unit(Array(values[start.row * width..<(start.row + 1) * width]))
    var along = [Double](repeating: 0, count: count)
    for _ in 0..<Self.iterations {
      cblas_dgemv(101, 111, Int32(count), Int32(width), 1, values, Int32(width), direction, 1, 0, &along, 1)
      cblas_dgemv(101, 112, Int32(count), Int32(width), 1, values, Int32(width), along, 1, 0, &direction, 1)
      direction = Self.unit(direction)
    }
    return direction
  }

  private static func unit(_ vector: [Double]) -> [Double] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : vector
  }
}
