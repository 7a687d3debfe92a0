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
    let preference =
      switch self.preference {
      case .file(let path): "file sha256 \(try ContentHash.hexadecimal(ofFile: URL(fileURLWithPath: path)))"
      case .perRow(let values):
        "rows sha256 \(values.withUnsafeBytes { ContentHash.hexadecimal(of: Data($0)) })"
      default: self.preference.description
      }
    var keys = [
      ("method", method.rawValue), ("preference", preference), ("similarity", measure.rawValue),
      ("normalisation", normalisation.rawValue), ("damping", "\(damping)"),
      ("max_iterations", "\(maximumIterations)"), ("window", "\(window)"),
      ("compatibility", compatibility.rawValue),
    ]
    // Similarities were once those of matrix products under every rule.
    if compatibility != .none { keys.append(("rounding", "differences")) }
    if normalisation == .whitened { keys.append(("whitened_fraction", "\(whitenedFraction)")) }
    if noise > 0 { keys.append(("noise", "\(noise)")) }
    if noise > 0 || method != .dense { keys.append(("seed", "\(seed)")) }
    if method == .sparse { keys.append(("neighbours", "\(neighbourCount)")) }
    if method != .dense {
      // It bounds how many groups compete at once, of the sparse method too.
      keys += [("subset_rows", "\(subsetRows)"), ("agreement_rows", "\(agreementRows)")]
    }
    return keys.map { (key: $0.0, value: $0.1) }
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

  /// How the rows of a recorded clustering were compared; nil where the record does not say.
  init?(comparingAs parameters: [String: String]) {
    guard let measure = parameters["similarity"].flatMap(SimilarityMeasure.init(rawValue:)),
      let normalisation = parameters["normalisation"].flatMap(FeatureNormalisation.init(rawValue:)),
      let compatibility = parameters["compatibility"].flatMap(Compatibility.init(rawValue:))
    else { return nil }
    self.init(compatibility: compatibility)
    (self.measure, self.normalisation) = (measure, normalisation)
    if normalisation == .whitened {
      guard let fraction = parameters["whitened_fraction"].flatMap(Double.init) else { return nil }
      whitenedFraction = fraction
    }
  }
}
