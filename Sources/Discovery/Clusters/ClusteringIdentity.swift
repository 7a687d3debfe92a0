import Clustering
import Foundation
import Workbench

extension ClusteringConfiguration {
  /// The resolved `cluster.*` keys as they enter a clustering's id and `clustering.json`, in this order.
  ///
  /// A file of preferences enters by the hash of its content; keys that the method does not ask enter not at all, so that
  /// they make no second clustering of the same. The method must be resolved.
  ///
  /// - Throws: `WorkbenchError` where a file of preferences cannot be read.
  func resolvedKeys() throws -> [(key: String, value: String)] {
    var keys = try identity()
    // Similarities were once those of matrix products under every rule.
    if compatibility != .none { keys.append((key: "rounding", value: "differences")) }
    return keys
  }

  /// The id of the clustering that these settings give of features: twelve hexadecimal digits.
  ///
  /// The method must be resolved, see `resolved(rowCount:columnCount:budget:)`.
  ///
  /// - Parameters:
  ///   - contentHash: of the feature file.
  ///   - selection: which rows are clustered.
  ///   - labels: those on the pictures of the file.
  ///   - tileCells: width of a tile, which enters where the selection looks at tiles.
  /// - Throws: `WorkbenchError` where a file of preferences cannot be read.
  public func identifier(
    of contentHash: String, selecting selection: RowSelection = RowSelection(),
    labels: AcceptedLabels = .none, tileCells: Double = 2
  ) throws -> String {
    precondition(method != .auto, "an id is that of a resolved method")
    let keys = try (resolvedKeys() + selection.resolvedKeys(tileCells: tileCells, labels: labels)).map {
      "cluster.\($0.key)=\($0.value)\n"
    }.joined()
    return String(ContentHash.hexadecimal(of: "clustering 1\n\(contentHash)\n\(keys)").prefix(12))
  }
}
