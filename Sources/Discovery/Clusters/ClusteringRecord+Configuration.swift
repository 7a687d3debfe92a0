import Clustering
import Workbench

extension ClusteringRecord {
  /// The settings of the clustering with its numerical preference; nil if each row has its own.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a setting that is missing, or unknown to this version.
  func configuration() throws(DiscoveryError) -> ClusteringConfiguration? {
    var numerical = parameters
    numerical["preference"] = parameters["preference"].map { _ in "\(preference)" }
    let configuration = try Self.configuration(
      numerical, requiring: Self.comparisonKeys + Self.messageKeys, of: id)
    let isPerRow = parameters["preference"]?.contains("sha256") == true
    return isPerRow ? nil : configuration
  }

  /// The settings on which similarities depend.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a setting that is missing, or unknown to this version.
  func comparison() throws(DiscoveryError) -> ClusteringConfiguration {
    let names = Self.comparisonKeys + ["normalisation"]  // the former name of `features`
    return try Self.configuration(
      parameters.filter { names.contains($0.key) }, requiring: Self.comparisonKeys, of: id)
  }

  // MARK: -

  /// The keys on which similarities depend.
  private static let comparisonKeys = ["compatibility", "similarity", "features", "whitened_fraction"]
  /// The keys that every clustering's messages depend on.
  private static let messageKeys = ["method", "preference", "damping", "max_iterations", "window"]

  /// A missing key is a fault, because a default of this version need not be that of the clustering.
  private static func configuration(
    _ parameters: [String: String], requiring keys: [String], of id: String
  ) throws(DiscoveryError) -> ClusteringConfiguration {
    var configuration = ClusteringConfiguration()
    if let fault = configuration.read(record: parameters, requiring: keys) {
      throw DiscoveryError(
        .malformed, at: "clustering \(id)", "its setting \(fault.clause)", remedy: "Cluster again.")
    }
    return configuration
  }
}
