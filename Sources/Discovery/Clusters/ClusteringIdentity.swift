import Clustering
import Foundation
import Workbench

extension ClusteringConfiguration {
  /// The id of the clustering of some features by these settings: twelve hexadecimal digits.
  ///
  /// The method must be resolved, see `resolved(rowCount:columnCount:budget:)`.
  ///
  /// - Parameters:
  ///   - contentHash: of the feature file.
  ///   - selection: which rows are clustered.
  ///   - labels: those on the pictures of the file.
  ///   - tileCells: width of a tile, which is part of the id if the selection depends on tiles.
  /// - Throws: `WorkbenchError` if a file of preferences cannot be read.
  public func identifier(
    of contentHash: String, selecting selection: RowSelection = RowSelection(),
    labels: AcceptedLabels = .none, tileCells: Double = 2
  ) throws -> String {
    precondition(method != .auto, "an id needs a resolved method")
    let keys = try (identity() + selection.resolvedKeys(tileCells: tileCells, labels: labels)).map {
      "cluster.\($0.key)=\($0.value)\n"
    }.joined()
    return String(ContentHash.hexadecimal(of: "clustering 2\n\(contentHash)\n\(keys)").prefix(12))
  }
}
