import Discovery
import FeatureStore
import Foundation
import Pipeline
import Runs
import Workbench

extension StoredClustering {
  /// The features of the clustering, after a check in a child process: those of its own run, which may have been copied or
  /// moved, or else those at the path in its records.
  ///
  /// - Throws: `DiscoveryError`, `FeatureStoreError`.
  func checkedFeatures() throws -> FeatureReader {
    let recorded = URL(fileURLWithPath: try featuresPath())
    let own = RunDirectory(ofClustering: folder).map { run in
      run.minings.appendingPathComponent(recorded.deletingLastPathComponent().lastPathComponent)
        .appendingPathComponent(recorded.lastPathComponent)
    }
    return try FeatureFileProbe.checked(
      own.flatMap { FileKind(of: $0) == .file ? $0 : nil } ?? recorded,
      dataset: record.dataset ?? DatasetPath.features, program: Program.executable)
  }
}
