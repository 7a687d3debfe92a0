import Clustering
import Workbench

extension ClusteringRecord {
  /// The settings of the clustering with its numerical preference; nil if each row has its own.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a setting that is unknown to this version.
  func configuration() throws(DiscoveryError) -> ClusteringConfiguration? {
    var parameters = parameters
    let isPerRow = parameters["preference"]?.contains("sha256") ?? true
    parameters["preference"] = "\(preference)"
    var configuration = ClusteringConfiguration()
    if let fault = configuration.read(record: parameters) {
      throw DiscoveryError(
        .malformed, at: "clustering \(id)", "its setting \(fault.clause)", remedy: "Cluster again.")
    }
    return isPerRow ? nil : configuration
  }

  /// The settings on which similarities depend.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a setting that is unknown to this version.
  func comparison() throws(DiscoveryError) -> ClusteringConfiguration {
    var configuration = ClusteringConfiguration()
    let names = ["compatibility", "similarity", "features", "normalisation", "whitened_fraction"]
    if let fault = configuration.read(record: parameters.filter { names.contains($0.key) }) {
      throw DiscoveryError(
        .malformed, at: "clustering \(id)", "its setting \(fault.clause)", remedy: "Cluster again.")
    }
    return configuration
  }
}
