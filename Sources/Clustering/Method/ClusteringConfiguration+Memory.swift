import Workbench

extension ClusteringConfiguration {
  /// The most rows for which `auto` compares all pairs: 0.3 seconds per iteration on two cores.
  static let largestDenseRowCount = 20_000
  /// The most rows for which `auto` searches exact neighbours: minutes on two cores.
  static let largestSparseRowCount = 100_000

  /// Memory planned for a clustering of `rowCount` different rows, in bytes, without the features.
  public func memoryBytes(_ method: ClusteringMethod, rowCount: Int, columnCount: Int, threadCount: Int)
    -> Int
  {
    let precision: Similarities.Precision = compatibility == .none ? .single : .double
    func square(_ points: Int) -> Int {
      points * Similarities.stride(of: points) * precision.rawValue
        + MessagePassing.byteCount(points: points, precision: precision)
    }
    let top = square(min(rowCount, topLevelLimit))
    let listed = rowCount * 200
    switch method {
    case .auto, .dense: return square(rowCount)
    case .sparse:
      let neighbours = min(neighbourCount, max(1, rowCount - 1))
      let graph = NeighbourGraph.byteCount(points: rowCount, neighbourCount: neighbours)
      let messages = SparseMessagePassing.byteCount(
        points: rowCount, edges: NeighbourGraph.largestEdgeCount(points: rowCount, neighbourCount: neighbours)
      )
      return graph + messages + top + listed + threadCount
        * NearestNeighbours.workBytes(columnCount: columnCount)
    case .hierarchical:
      return max(top, threadCount * square(min(rowCount, subsetRows))) + listed
        + min(rowCount, topLevelLimit) * columnCount * 8
    }
  }

  /// The same settings with a method in place of `auto`.
  ///
  /// - Parameter rowCount: rows before copies are merged, so that the answer is known without reading them.
  /// - Complexity: O(1).
  public func resolved(rowCount: Int, columnCount: Int, budget: ResourceBudget) -> ClusteringConfiguration {
    guard method == .auto else { return self }
    var resolved = self
    resolved.method = .dense
    guard compatibility == .none else { return resolved }
    func bytes(_ method: ClusteringMethod) -> Int {
      memoryBytes(method, rowCount: rowCount, columnCount: columnCount, threadCount: budget.threadCount)
    }
    func fits(_ method: ClusteringMethod) -> Bool { bytes(method) <= budget.memoryBytes }
    if rowCount <= Self.largestDenseRowCount, fits(.dense) { return resolved }
    if rowCount <= Self.largestSparseRowCount, fits(.sparse) {
      resolved.method = .sparse
    } else if fits(.hierarchical) {
      resolved.method = .hierarchical
    } else {
      // If none fits, take the one that needs least; it is refused when the work begins.
      let methods: [ClusteringMethod] = [.dense, .sparse, .hierarchical]
      resolved.method = methods.min { bytes($0) < bytes($1) } ?? .dense
    }
    return resolved
  }

  /// The most points that compete with all others at once, at the end of the sparse and the hierarchical method.
  var topLevelLimit: Int { max(subsetRows, 8_192) }

  /// Refuses a method that needs too much memory, before anything is computed, and names a method that fits.
  ///
  /// - Returns: the planned bytes.
  func checkedBytes(
    points: Int, columnCount: Int, budget: ResourceBudget
  ) throws(ClusteringError) -> Int {
    func bytes(_ method: ClusteringMethod) -> Int {
      memoryBytes(method, rowCount: points, columnCount: columnCount, threadCount: budget.threadCount)
    }
    let planned = bytes(method)
    guard planned > budget.memoryBytes else { return planned }
    let others: [ClusteringMethod] =
      compatibility == .none && columnCount > 0 ? [.sparse, .hierarchical] : []
    let fitting = others.first { $0 != method && bytes($0) <= budget.memoryBytes }
    throw ClusteringError.tooLarge(
      "\(method == .auto ? .dense : method)", points, planned, budget,
      remedy: fitting.map {
        "Set cluster.method=\($0), which needs \(ClusteringError.text(bytes: bytes($0))), or allow more memory."
      } ?? "Allow more memory, or cluster fewer rows.")
  }
}
