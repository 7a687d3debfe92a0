import Workbench
internal import CKernels
internal import COpenBLAS

/// The most similar points of every point, exact: all pairs are compared, in blocks of inner products in f64.
struct NearestNeighbours: Sendable {
  /// Neighbours of each point.
  let neighbourCount: Int
  /// pointCount x neighbourCount, the most similar first, ties by the lower point.
  let indices: [Int32]
  /// The similarities of the same.
  let values: [Double]

  /// Columns of a tile.
  private static let tileColumns = 256
  /// Rows of a tile, so many that preparing the columns takes little time compared with multiplying them.
  private static func tileRows(of count: Int) -> Int { count > 16_384 ? 1024 : 128 }

  /// Memory of one thread's tile, in bytes.
  static func workBytes(columnCount: Int) -> Int {
    (1024 * columnCount + tileColumns * columnCount + 1024 * tileColumns) * 8
  }

  /// The `neighbourCount` most similar of `candidates` for every one of `rows`.
  ///
  /// - Parameter among: the points to choose from; nil: the rows themselves, each without itself.
  /// - Throws: `ClusteringError` with code `.notFinite`; `WorkbenchError` with code `.stopped`.
  /// - Complexity: O(rows x candidates x columns).
  init(
    of rows: PreparedRows, among candidates: PreparedRows? = nil, neighbourCount: Int, threadCount: Int,
    progress: ProgressListener? = nil
  ) throws {
    ck_use_one_matrix_thread()
    let (count, width) = (rows.count, rows.columnCount)
    let columns = candidates ?? rows
    precondition(neighbourCount <= columns.count - (candidates == nil ? 1 : 0), "more neighbours than points")
    let norms = try rows.checkedLengths(storedAs: .single, threadCount: threadCount)
    let columnNorms =
      try candidates?.checkedLengths(storedAs: .single, threadCount: threadCount) ?? norms
    let side = Self.tileRows(of: count)
    let blocks = (count + side - 1) / side
    let gate = ProgressGate(progress, total: blocks, unit: "blocks of rows")
    var indices = [Int32](repeating: -1, count: count * neighbourCount)
    var values = [Double](repeating: -.infinity, count: count * neighbourCount)
    indices.withUnsafeMutableBufferPointer { indices in
      values.withUnsafeMutableBufferPointer { values in
        guard let indexBase = indices.baseAddress, let valueBase = values.baseAddress else { return }
        let (indexWrites, valueWrites) = (DisjointWrites(base: indexBase), DisjointWrites(base: valueBase))
        Parallel.forEach(count: blocks, threadCount: threadCount) { block in
          guard !gate.isStopped else { return }
          let begin = block * side
          let height = min(side, count - begin)
          var left = [Double](repeating: 0, count: height * width)
          rows.read(begin..<begin + height, into: &left)
          var right = [Double](repeating: 0, count: Self.tileColumns * width)
          var products = [Double](repeating: 0, count: height * Self.tileColumns)
          for column in stride(from: 0, to: columns.count, by: Self.tileColumns) {
            let across = min(Self.tileColumns, columns.count - column)
            columns.read(column..<column + across, into: &right)
            PreparedRows.multiply(left, height, right, across, width, into: &products)
            norms.withUnsafeBufferPointer { norms in
              columnNorms.withUnsafeBufferPointer { columnNorms in
                ck_nearest_merge(
                  products, across, height, across, rows.usesLengths ? norms.baseAddress! + begin : nil,
                  columnNorms.baseAddress! + column, column, candidates == nil ? begin : -height - 1,
                  neighbourCount, valueWrites.base + begin * neighbourCount,
                  indexWrites.base + begin * neighbourCount)
              }
            }
          }
          gate.finishedOne()
        }
      }
    }
    try gate.check()
    self.neighbourCount = neighbourCount
    self.indices = indices
    self.values = values
  }
}
