import Clustering
import Foundation
import Workbench

/// Which algorithm finds the exemplars: the key `cluster.method`.
public enum ClusteringMethod: String, Sendable, CaseIterable, Codable {
  /// The best one for the number of rows: dense.
  case auto
  /// Affinity propagation over all pairs of rows.
  case dense

  /// What `auto` comes to.
  public var resolved: ClusteringMethod { .dense }
}

extension ClusteringConfiguration {
  /// The resolved `cluster.*` keys as they enter a clustering's id and `clustering.json`, in this order.
  ///
  /// A file of preferences enters by the hash of its content.
  ///
  /// - Throws: `WorkbenchError` where a file of preferences cannot be read.
  func resolvedKeys(method: ClusteringMethod) throws -> [(key: String, value: String)] {
    let preference =
      switch self.preference {
      case .file(let path): "file sha256 \(try ContentHash.hexadecimal(ofFile: URL(fileURLWithPath: path)))"
      case .perRow(let values):
        "rows sha256 \(values.withUnsafeBytes { ContentHash.hexadecimal(of: Data($0)) })"
      default: self.preference.description
      }
    return [
      ("method", method.resolved.rawValue), ("preference", preference), ("similarity", measure.rawValue),
      ("normalisation", normalisation.rawValue), ("damping", "\(damping)"),
      ("max_iterations", "\(maximumIterations)"), ("window", "\(window)"),
      ("compatibility", compatibility.rawValue),
    ]
  }

  /// The id of the clustering that these settings give of features: twelve hexadecimal digits.
  ///
  /// - Parameter contentHash: of the feature file.
  /// - Throws: `WorkbenchError` where a file of preferences cannot be read.
  public func identifier(of contentHash: String, method: ClusteringMethod = .auto) throws -> String {
    let keys = try resolvedKeys(method: method).map { "cluster.\($0.key)=\($0.value)\n" }.joined()
    return String(ContentHash.hexadecimal(of: "clustering 1\n\(contentHash)\n\(keys)").prefix(12))
  }
}
