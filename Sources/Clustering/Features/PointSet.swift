internal import CKernels

/// The points of a clustering: different rows of features, in an order that does not depend on the input's order.
struct PointSet: Sendable {
  /// The first row of each point, the lowest of its copies.
  let rows: [Int]
  /// The rows each point stands for.
  let weights: [UInt32]
  /// The point of each row.
  let pointOfRow: [Int]
  /// Equal numbers for points with exactly equal features; all different if copies were merged.
  let groups: [Int32]

  /// The points of `features`, `rowCount` x `columnCount` finite numbers.
  ///
  /// Merging sorts the rows by their features, column by column, and makes one point of exact copies. Otherwise the
  /// points are the rows in their own order.
  init(of features: [Float], rowCount: Int, columnCount: Int, merging: Bool) {
    let order = CanonicalOrder(of: features, rowCount: rowCount, columnCount: columnCount)
    var groupOfRow = [Int32](repeating: 0, count: rowCount)
    var firstRows: [Int] = []
    var counts: [UInt32] = []
    for (row, isCopy) in zip(order.rows, order.isCopy) {
      if !isCopy {
        firstRows.append(row)
        counts.append(0)
      }
      counts[counts.count - 1] += 1
      groupOfRow[row] = Int32(firstRows.count - 1)
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
  struct CanonicalOrder {
    /// The row at each position.
    let rows: [Int]
    /// Whether the row at a position equals the one before it.
    let isCopy: [Bool]

    init(of features: [Float], rowCount: Int, columnCount: Int) {
      (rows, isCopy) = features.withUnsafeBufferPointer { values in
        let rows = (0..<rowCount).sorted { one, other in
          let order = Self.compare(values, one, other, columnCount)
          return order == 0 ? one < other : order < 0
        }
        let isCopy = rows.indices.map {
          $0 > 0 && Self.compare(values, rows[$0 - 1], rows[$0], columnCount) == 0
        }
        return (rows, isCopy)
      }
    }

    private static func compare(
      _ values: UnsafeBufferPointer<Float>, _ one: Int, _ other: Int, _ columnCount: Int
    ) -> Int32 {
      guard let base = values.baseAddress else { return 0 }
      return ck_compare_rows(base + one * columnCount, base + other * columnCount, columnCount)
    }
  }
}
