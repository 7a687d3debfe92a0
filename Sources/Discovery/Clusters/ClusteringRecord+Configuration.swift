import Clustering
import Workbench

extension ClusteringRecord {
  /// The settings of the clustering with its preference in numbers; nil where each row has its own.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a setting that this version does not know.
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

  /// How the rows were compared: the settings that similarities depend on.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a setting that this version does not know.
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
