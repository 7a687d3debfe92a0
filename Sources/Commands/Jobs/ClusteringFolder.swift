import Discovery
import FeatureStore
import Foundation
import Pipeline
import Runs
import Workbench

/// A clustering in a folder, with the features that it was made of.
struct ClusteringFolder {
  /// The clustering.
  let stored: StoredClustering
  /// Its feature file, found by the path in the clustering's record and checked in a child process.
  let reader: FeatureReader

  /// Opens a clustering and does work that writes into its folder.
  ///
  /// Where the clustering is part of a run, the run is locked meanwhile. The settings of this work are not the run's, so
  /// the run's records of the stages that made these files are removed: its next start makes them again.
  ///
  /// - Parameter content: what is written, such as "The judgement", for the message if it cannot be.
  /// - Throws: `DiscoveryError`, `FeatureStoreError`, `WorkbenchError`; `RunsError` `.locked`; errors of the work.
  static func write<Result>(
    _ content: String, into folder: URL, _ work: (ClusteringFolder) throws -> Result
  ) throws -> Result {
    let stored = try StoredClustering(at: folder)
    try WritableFolder.check(
      folder, remedy: "\(content) is written into the clustering's folder. Copy that folder elsewhere.")
    let run = RunDirectory(ofClustering: folder)
    let lock = try run.map { try RunLock($0) }
    defer { withExtendedLifetime(lock) {} }
    let reader = try stored.checkedFeatures()
    if let run {
      let ledger = StageLedger(run)
      let stages = ClusteredRows.allCases.flatMap { rows in
        [StageName.judge, .mosaic].map { rows.record(of: $0.rawValue) }
      }
      for stage in stages { try ledger.forget(stage) }
    }
    return try work(ClusteringFolder(stored: stored, reader: reader))
  }
}
