import Clustering
import Foundation
import Workbench

extension ClusteringConfiguration {
  /// The resolved `cluster.*` keys as they enter a clustering's id and `clustering.json`, in this order.
  ///
  /// A file of preferences is represented by the hash of its content. Keys that the method does not use are left out,
  /// so that they do not change the id. The method must be resolved.
  ///
  /// - Throws: `WorkbenchError` if a file of preferences cannot be read.
  func resolvedKeys() throws -> [(key: String, value: String)] {
    var keys = try identity()
    // Earlier versions computed similarities by matrix products under every rule.
    if compatibility != .none { keys.append((key: "rounding", value: "differences")) }
    return keys
  }

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
    let keys = try (resolvedKeys() + selection.resolvedKeys(tileCells: tileCells, labels: labels)).map {
      "cluster.\($0.key)=\($0.value)\n"
    }.joined()
    return String(ContentHash.hexadecimal(of: "clustering 2\n\(contentHash)\n\(keys)").prefix(12))
  }
}
