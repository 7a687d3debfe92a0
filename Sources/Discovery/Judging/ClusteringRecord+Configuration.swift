import Clustering

extension ClusteringRecord {
  /// The settings of the clustering with its preference in numbers; nil where each row has its own.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a setting that this version does not know.
  func configuration() throws(DiscoveryError) -> ClusteringConfiguration? {
    func value<Value>(_ key: String, _ read: (String) -> Value?) throws(DiscoveryError) -> Value {
      guard let text = parameters[key], let value = read(text) else {
        throw DiscoveryError(
          .malformed, at: "clustering \(id)",
          "its setting \(key) is \(parameters[key] ?? "missing"), which this version does not know",
          remedy: "Cluster again.")
      }
      return value
    }
    var configuration = ClusteringConfiguration(
      compatibility: try value("compatibility") { Compatibility(rawValue: $0) })
    configuration.measure = try value("similarity") { SimilarityMeasure(rawValue: $0) }
    configuration.normalisation = try value("normalisation") { FeatureNormalisation(rawValue: $0) }
    configuration.damping = try value("damping") { Double($0) }
    configuration.maximumIterations = try value("max_iterations") { Int($0) }
    configuration.window = try value("window") { Int($0) }
    if configuration.normalisation == .whitened {
      configuration.whitenedFraction = try value("whitened_fraction") { Double($0) }
    }
    if parameters["noise"] != nil {
      configuration.noise = try value("noise") { Double($0) }
      configuration.seed = try value("seed") { Int($0) }
    }
    configuration.method = try value("method") { ClusteringMethod(rawValue: $0) }
    configuration.preference = .value(preference)
    let preference = try value("preference") { $0 }
    return preference.contains("sha256") ? nil : configuration
  }
}
