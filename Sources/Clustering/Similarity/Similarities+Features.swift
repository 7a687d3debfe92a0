import Workbench
internal import CKernels
internal import COpenBLAS

extension Similarities {
  /// The similarities of every pair of rows of `features`, `rowCount` x `columnCount` by rows, in the given order and
  /// without merging. Exact copies have exactly the similarity of copies, and the square is symmetric to the bit.
  ///
  /// Inner products are always computed in f64, because |x|^2 + |y|^2 - 2xy cancels for near duplicates, of which
  /// mined regions have many. Each thread computes fixed tiles, because the number of OpenBLAS's own threads would
  /// change the last bits. For another program's messages, similarities are rounded as that program rounds them, in
  /// f64.
  ///
  /// - Throws: `ClusteringError` with code `.noRows`, `.shape`, `.notFinite` or `.memory`.
  public convenience init(
    of features: [Float], columnCount: Int, measure: SimilarityMeasure = .negativeSquaredEuclidean,
    normalisation: FeatureNormalisation = .raw, whitenedFraction: Double = 0.95,
    precision: Precision = .single, compatibility: Compatibility = .none, budget: ResourceBudget
  ) throws(ClusteringError) {
    let rowCount = try Self.checkedRowCount(of: features, columnCount: columnCount)
    let precision = compatibility == .none ? precision : .double
    let bytes = rowCount * Self.stride(of: rowCount) * precision.rawValue
    guard bytes <= budget.memoryBytes else {
      throw ClusteringError.tooLarge(
        "dense", rowCount, bytes, budget, remedy: "Allow more memory, or cluster fewer rows.")
    }
    let points = PointSet(of: features, rowCount: rowCount, columnCount: columnCount, merging: false)
    let transformation = try FeatureTransformation(
      normalisation, of: features, columnCount: columnCount, points: points,
      whitenedFraction: whitenedFraction)
    let source = PreparedRows(
      of: features, columnCount: columnCount, rows: points.rows, transformation: transformation,
      measure: measure, threadCount: budget.threadCount)
    try self.init(
      of: source, groups: points.groups, weights: points.weights, precision: precision,
      roundedAs: compatibility, threadCount: budget.threadCount)
  }

  /// The similarities of points; equal numbers in `groups` mark exact copies.
  ///
  /// If another program is named, squared distances are rounded as that program rounds them, in f64. When its
  /// messages oscillate for long, the last bits decide whether they settle, and where. Distances are summed from
  /// differences, column by column; apcluster's `negDistMat` squares their roots.
  convenience init(
    of source: PreparedRows, groups: [Int32], weights: [UInt32], precision: Precision,
    roundedAs compatibility: Compatibility = .none, threadCount: Int
  ) throws(ClusteringError) {
    self.init(
      count: source.count, precision: precision, ofCopies: source.measure.ofCopies, weights: weights,
      threadCount: threadCount)
    let norms = try source.checkedLengths(storedAs: precision, threadCount: threadCount)
    if compatibility != .none, source.measure == .negativeSquaredEuclidean {
      precondition(precision == .double, "other programs' similarities are f64")
      fillByDifferences(of: source, throughRoots: compatibility == .apcluster, threadCount: threadCount)
    } else {
      fill(from: source, norms: norms, groups: groups, threadCount: threadCount)
    }
  }

  /// The similarities of points that are all different.
  convenience init(
    of source: PreparedRows, weights: [UInt32], threadCount: Int
  ) throws(ClusteringError) {
    try self.init(
      of: source, groups: (0..<Int32(source.count)).map { $0 }, weights: weights, precision: .single,
      threadCount: threadCount)
  }

  /// Rows of one tile. The size of tiles influences the last bits.
  static let tileRows = 256

  private func fill(from source: PreparedRows, norms: [Double], groups: [Int32], threadCount: Int) {
    ck_use_one_matrix_thread()
    forEachTile(of: source, threadCount: threadCount) { left, right, rows, columns in
      var products = [Double](repeating: 0, count: rows.count * columns.count)
      PreparedRows.multiply(
        left, rows.count, right, columns.count, source.columnCount, into: &products)
      norms.withUnsafeBufferPointer { norms in
        ck_similarity_tile(
          products, columns.count, rows.lowerBound, rows.count, columns.lowerBound, columns.count,
          source.usesLengths ? norms.baseAddress : nil, groups, ofCopies, Int32(precision.rawValue), stride,
          storage.base)
      }
    }
  }

  private func fillByDifferences(of source: PreparedRows, throughRoots: Bool, threadCount: Int) {
    forEachTile(of: source, threadCount: threadCount) { left, right, rows, columns in
      var scratch = [Double](repeating: 0, count: right.count + columns.count)
      ck_difference_tile(
        left, right, &scratch, source.columnCount, rows.lowerBound, rows.count, columns.lowerBound,
        columns.count, throughRoots ? 1 : 0, stride, storage.base.assumingMemoryBound(to: Double.self))
    }
  }

  /// Calls `body` with the rows and columns of each tile on and above the diagonal, and their prepared features.
  private func forEachTile(
    of source: PreparedRows, threadCount: Int,
    _ body: @Sendable (_ left: [Double], _ right: [Double], _ rows: Range<Int>, _ columns: Range<Int>) -> Void
  ) {
    let (count, width, side) = (count, source.columnCount, Self.tileRows)
    let ranges = Swift.stride(from: 0, to: count, by: side).map { $0..<min(count, $0 + side) }
    let tiles = ranges.indices.flatMap { row in ranges[row...].map { (ranges[row], $0) } }
    Parallel.forEach(count: tiles.count, threadCount: threadCount) { index in
      let (rows, columns) = tiles[index]
      var left = [Double](repeating: 0, count: rows.count * width)
      var right = [Double](repeating: 0, count: columns.count * width)
      source.read(rows, into: &left)
      source.read(columns, into: &right)
      body(left, right, rows, columns)
    }
  }

  /// The number of rows, after a check of the features.
  static func checkedRowCount(of features: [Float], columnCount: Int) throws(ClusteringError) -> Int {
    guard columnCount > 0, features.count % columnCount == 0 else {
      throw ClusteringError(.shape, "\(features.count) values are not rows of \(columnCount) columns")
    }
    guard !features.isEmpty else {
      throw ClusteringError(
        .noRows, "there is no row to cluster", remedy: "Mine regions first, or name a file that has features."
      )
    }
    let wrong = ck_first_nonfinite_single(features, features.count)
    guard wrong < 0 else {
      throw ClusteringError(
        .notFinite, row: wrong / columnCount, column: wrong % columnCount, "is not a finite number")
    }
    return features.count / columnCount
  }
}
