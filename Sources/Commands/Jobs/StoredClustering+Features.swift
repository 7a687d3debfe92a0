import Discovery
import FeatureStore
import Foundation
import Pipeline

extension StoredClustering {
  /// The features of the clustering, by the path and the data set in its records, after a check in a child process.
  ///
  /// - Throws: `DiscoveryError`, `FeatureStoreError`.
  func checkedFeatures() throws -> FeatureReader {
    try FeatureFileProbe.checked(
      URL(fileURLWithPath: try featuresPath()), dataset: record.dataset ?? DatasetPath.features,
      program: Program.executable)
  }
}
