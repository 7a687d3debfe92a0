import Clustering
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

    var precision: Similarities.Precision { compatibility == .none ? .single : .double }

    init(_ configuration: ClusteringConfiguration) {
      measure = configuration.measure
      normalisation = configuration.normalisation
      whitenedFraction = configuration.whitenedFraction
      compatibility = configuration.compatibility
    }
  }

  /// A square, the row at each of its positions, and the position of each row.
  struct Square: Sendable {
    let similarities: Similarities
    let rows: [Int]
    let positions: [Int]
  }

  private let latest = Mutex<(key: Key, square: Square)?>(nil)
  private let order: Order

  /// Shares the features of a file.
  public init(features: [Float], columnCount: Int) {
    precondition(columnCount > 0 && features.count % columnCount == 0, "features are whole rows")
    self.features = features
    self.columnCount = columnCount
    order = Order(features, columnCount: columnCount)
  }

  /// The features of some rows.
  func features(of rows: [Int]) -> [Float] {
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
  func square(_ configuration: ClusteringConfiguration, budget: ResourceBudget) throws -> Square {
    let key = Key(configuration)
    return try latest.withLock { latest in
      if let latest, latest.key == key { return latest.square }
      latest = nil
      // Compatible clusterings take rows as they come.
      let rows = configuration.compatibility == .none ? order.rows : Array(0..<rowCount)
      let similarities = try Similarities(
        of: features(of: rows), columnCount: columnCount, measure: configuration.measure,
        normalisation: configuration.normalisation, whitenedFraction: configuration.whitenedFraction,
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
  func cluster(
    _ configuration: ClusteringConfiguration, budget: ResourceBudget, progress: ProgressListener?
  ) throws -> FoundExemplars {
    let propagation = try AffinityPropagation(configuration)
    // The square and two of messages; what does not fit is refused by the clustering itself.
    guard isShareable(configuration), 3 * squareBytes(configuration) <= budget.memoryBytes else {
      return FoundExemplars(
        try propagation.cluster(features, columnCount: columnCount, budget: budget, progress: progress))
    }
    let square = try square(configuration, budget: budget)
    let found = try propagation.cluster(square.similarities, budget: budget, progress: progress)
    return FoundExemplars(found, at: square)
  }

  private func isShareable(_ configuration: ClusteringConfiguration) -> Bool {
    guard configuration.method == .dense else { return false }
    return switch configuration.preference {
    case .file, .perRow: false
    default: configuration.compatibility != .none || !order.hasCopies
    }
  }

  /// Rows in the order of their features, column by column, as `Clustering` sorts them.
  private struct Order: Sendable {
    var rows: [Int]
    var hasCopies = false

    init(_ features: [Float], columnCount: Int) {
      rows = Array(0..<features.count / columnCount)
      features.withUnsafeBufferPointer { values in
        func compare(_ one: Int, _ other: Int) -> Int {
          for column in 0..<columnCount {
            let (a, b) = (values[one * columnCount + column], values[other * columnCount + column])
            if a != b { return a < b ? -1 : 1 }
          }
          return 0
        }
        rows.sort { one, other in
          let order = compare(one, other)
          return order == 0 ? one < other : order < 0
        }
        hasCopies = zip(rows, rows.dropFirst()).contains { compare($0, $1) == 0 }
      }
    }
  }
}

/// What a clustering comes to, by row of the feature file.
struct FoundExemplars: Sendable {
  /// The exemplar's row of every row; -1 without one.
  let exemplarOfRow: [Int]
  /// As in `ExemplarClustering`.
  let similarityOfRow: [Double]
  let audit: ConvergenceAudit
  /// Rows that still changed at the end, ascending.
  let oscillatingRows: [Int]
  let clusterCount: Int

  init(
    exemplarOfRow: [Int], similarityOfRow: [Double], audit: ConvergenceAudit, oscillatingRows: [Int],
    clusterCount: Int
  ) {
    self.exemplarOfRow = exemplarOfRow
    self.similarityOfRow = similarityOfRow
    self.audit = audit
    self.oscillatingRows = oscillatingRows
    self.clusterCount = clusterCount
  }

  init(_ result: ExemplarClustering) {
    exemplarOfRow = result.exemplars
    similarityOfRow = result.similarities
    audit = result.audit
    oscillatingRows = result.audit.oscillatingRows
    clusterCount = result.clusterCount
  }

  /// A clustering of the positions of a square.
  init(_ result: ExemplarClustering, at square: SharedSimilarities.Square) {
    exemplarOfRow = square.positions.map { position in
      let exemplar = result.exemplars[position]
      return exemplar < 0 ? -1 : square.rows[exemplar]
    }
    similarityOfRow = square.positions.map { result.similarities[$0] }
    audit = result.audit
    oscillatingRows = result.audit.oscillatingRows.map { square.rows[$0] }.sorted()
    clusterCount = result.clusterCount
  }
}
