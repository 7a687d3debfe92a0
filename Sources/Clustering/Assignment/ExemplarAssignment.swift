import Workbench

/// Assigns each row of a second set to the most similar exemplar of a first set.
public struct ExemplarAssignment: Sendable, Equatable {
  /// For each row, the index of its exemplar in the list of exemplars; ties go to the earlier one.
  public let positions: [Int]
  /// Each row's similarity to its exemplar.
  public let similarities: [Double]

  /// Compares every row with every exemplar, in the same way as the first set's clustering compared its rows.
  ///
  /// Means, deviations and components of a normalisation come from the first set, so that a row in both sets goes to
  /// the same exemplar. Similarities are rounded as under `Compatibility.none`. If the exemplars were found with
  /// another program's rounding, a row between two of them may therefore go to the other one.
  ///
  /// - Parameters:
  ///   - features: the second set, by rows of `columnCount` numbers.
  ///   - exemplars: rows of `reference`.
  ///   - reference: the first set, by rows of `columnCount` numbers.
  ///   - configuration: how the first set was clustered; only settings of similarities are used.
  /// - Throws: `ClusteringError`; `WorkbenchError` with code `.stopped`.
  /// - Complexity: O(rows x exemplars x columns).
  public init(
    of features: [Float], to exemplars: [Int], of reference: [Float], columnCount: Int,
    configuration: ClusteringConfiguration, budget: ResourceBudget = .machine,
    progress: ProgressListener? = nil
  ) throws {
    let rowCount = try Similarities.checkedRowCount(of: features, columnCount: columnCount)
    let referenceCount = try Similarities.checkedRowCount(of: reference, columnCount: columnCount)
    guard !exemplars.isEmpty, exemplars.allSatisfy({ $0 >= 0 && $0 < referenceCount }) else {
      throw ClusteringError(
        .noRows, "there is no exemplar among \(referenceCount) rows to assign to",
        remedy: "Name a clustering that has clusters, and the features it was made from.")
    }
    let points = PointSet(
      of: reference, rowCount: referenceCount, columnCount: columnCount,
      merging: configuration.compatibility == .none)
    let transformation = try FeatureTransformation(
      configuration.normalisation, of: reference, columnCount: columnCount, points: points,
      whitenedFraction: configuration.whitenedFraction)
    func prepared(_ features: [Float], _ rows: [Int]) -> PreparedRows {
      PreparedRows(
        of: features, columnCount: columnCount, rows: rows, transformation: transformation,
        measure: configuration.measure, threadCount: budget.threadCount)
    }
    let nearest = try NearestNeighbours(
      of: prepared(features, Array(0..<rowCount)), among: prepared(reference, exemplars), neighbourCount: 1,
      threadCount: budget.threadCount, progress: progress)
    positions = nearest.indices.map(Int.init)
    similarities = nearest.values
  }
}
