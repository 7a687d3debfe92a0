internal import CKernels

/// The points that enter a clustering: rows of features, each once, in an order that does not depend on the input's.
struct PointSet: Sendable {
  /// The first row of each point, the lowest of its copies.
  let rows: [Int]
  /// The rows each point stands for.
  let weights: [UInt32]
  /// The point of each row.
  let pointOfRow: [Int]
  /// Equal numbers for points with exactly equal features; all different where copies were merged.
  let groups: [Int32]

  /// The points of `features`, `rowCount` x `columnCount` finite numbers.
  ///
  /// Merging sorts the rows by their features, column by column, and makes one point of exact copies; otherwise the
  /// points are the rows as they come.
  init(of features: [Float], rowCount: Int, columnCount: Int, merging: Bool) {
    let order = Self.canonicalOrder(of: features, rowCount: rowCount, columnCount: columnCount)
    var groupOfRow = [Int32](repeating: 0, count: rowCount)
    var firstRows: [Int] = []
    var counts: [UInt32] = []
    features.withUnsafeBufferPointer { values in
      for (position, row) in order.enumerated() {
        let isCopy =
          position > 0 && Self.compare(values, order[position - 1], row, columnCount) == 0
        if !isCopy {
          firstRows.append(row)
          counts.append(0)
        }
        counts[counts.count - 1] += 1
        groupOfRow[row] = Int32(firstRows.count - 1)
      }
    }
    if merging {
      rows = firstRows
      weights = counts
      pointOfRow = groupOfRow.map(Int.init)
      groups = firstRows.indices.map(Int32.init)
    } else {
      rows = Array(0..<rowCount)
      weights = Array(repeating: 1, count: rowCount)
      pointOfRow = Array(0..<rowCount)
      groups = groupOfRow
    }
  }

  /// Rows in the order of their features, column by column; copies by row.
  private static func canonicalOrder(of features: [Float], rowCount: Int, columnCount: Int) -> [Int] {
    features.withUnsafeBufferPointer { values in
      (0..<rowCount).sorted { one, other in
        let order = compare(values, one, other, columnCount)
        return order == 0 ? one < other : order < 0
      }
    }
  }

  private static func compare(
    _ values: UnsafeBufferPointer<Float>, _ one: Int, _ other: Int, _ columnCount: Int
  ) -> Int32 {
    guard let base = values.baseAddress else { return 0 }
    return ck_compare_rows(base + one * columnCount, base + other * columnCount, columnCount)
  }
}
