import Foundation
import Synchronization
import Workbench

/// The features of a file and the latest square of similarities made from them, computed once for all that ask.
///
/// A clustering from a shared square is the same to the bit as one from the features: the square holds its rows in the
/// canonical order in which affinity propagation takes features itself, see `order`.
public final class SharedSimilarities: Sendable {
  /// The features, by rows.
  public let features: [Float]
  /// Numbers per row.
  public let columnCount: Int
  /// Rows.
  public var rowCount: Int { features.count / columnCount }

  /// What a square depends on.
  struct Key: Hashable, Sendable {
    let measure: SimilarityMeasure
    let normalisation: FeatureNormalisation
    let whitenedFraction: Double
    let compatibility: Compatibility
    let smoothing: Int

    var precision: Similarities.Precision { compatibility == .none ? .single : .double }

    init(_ configuration: ClusteringConfiguration) {
      measure = configuration.measure
      normalisation = configuration.normalisation
      whitenedFraction = configuration.whitenedFraction
      compatibility = configuration.compatibility
      smoothing = configuration.smoothing
    }
  }

  /// A square, the row at each of its positions, and the position of each row.
  public struct Square: Sendable {
    public let similarities: Similarities
    public let rows: [Int]
    public let positions: [Int]
  }

  private let latest = Mutex<(key: Key, square: Square)?>(nil)
  /// The rows in canonical order, and whether two of them are equal.
  private let order: (rows: [Int], hasCopies: Bool)

  /// Shares the features of a file.
  public init(features: [Float], columnCount: Int) {
    precondition(columnCount > 0 && features.count % columnCount == 0, "features are whole rows")
    self.features = features
    self.columnCount = columnCount
    let canonical = PointSet.CanonicalOrder(
      of: features, rowCount: features.count / columnCount, columnCount: columnCount)
    order = (canonical.rows, canonical.isCopy.contains(true))
  }

  /// The features of some rows.
  public func features(of rows: [Int]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(rows.count * columnCount)
    for row in rows { result += features[row * columnCount..<(row + 1) * columnCount] }
    return result
  }

  /// Bytes that a square of all rows takes.
  public func squareBytes(_ configuration: ClusteringConfiguration) -> Int {
    rowCount * ((rowCount + 15) / 16 * 16) * Key(configuration).precision.rawValue
  }

  /// Whether two configurations share a square.
  public static func share(_ one: ClusteringConfiguration, _ other: ClusteringConfiguration) -> Bool {
    Key(one) == Key(other)
  }

  /// The square that a configuration compares rows by; the latest one is kept.
  ///
  /// - Throws: `ClusteringError`.
  public func square(_ configuration: ClusteringConfiguration, budget: ResourceBudget) throws -> Square {
    let key = Key(configuration)
    return try latest.withLock { latest in
      if let latest, latest.key == key { return latest.square }
      latest = nil
      // Compatible clusterings take rows as they come.
      let rows = configuration.compatibility == .none ? order.rows : Array(0..<rowCount)
      let smoothing = NeighbourSmoothing(configuration)
      let settings = smoothing?.remaining ?? configuration
      let compared =
        try smoothing?.applied(
          to: features(of: rows), columnCount: columnCount, budget: budget, progress: nil)
        ?? (features: features(of: rows), columnCount: columnCount)
      let similarities = try Similarities(
        of: compared.features, columnCount: compared.columnCount, measure: settings.measure,
        normalisation: settings.normalisation, whitenedFraction: settings.whitenedFraction,
        compatibility: key.compatibility, budget: budget)
      var positions = [Int](repeating: 0, count: rowCount)
      for (position, row) in rows.enumerated() { positions[row] = position }
      let square = Square(similarities: similarities, rows: rows, positions: positions)
      latest = (key, square)
      return square
    }
  }

  /// Clusters all rows, from the shared square where that gives the same bits: not where copies of a row must be merged
  /// first, not where a table gives each row its preference, and not where the method makes no square.
  ///
  /// - Throws: `ClusteringError`; `WorkbenchError` with code `.stopped`.
  public func cluster(
    _ configuration: ClusteringConfiguration, budget: ResourceBudget, progress: ProgressListener?
  ) throws -> ExemplarClustering {
    let propagation = try AffinityPropagation(configuration)
    // The square and two of messages; what does not fit is refused by the clustering itself.
    guard isShareable(configuration), 3 * squareBytes(configuration) <= budget.memoryBytes else {
      return try propagation.cluster(
        features, columnCount: columnCount, budget: budget, progress: progress)
    }
    let square = try square(configuration, budget: budget)
    let found = try propagation.cluster(square.similarities, budget: budget, progress: progress)
    return ExemplarClustering(found, of: square.rows, rowCount: rowCount)
  }

  private func isShareable(_ configuration: ClusteringConfiguration) -> Bool {
    guard configuration.method == .dense else { return false }
    return switch configuration.preference {
    case .file, .perRow: false
    default: configuration.compatibility != .none || !order.hasCopies
    }
  }
}
