import Discovery
import FeatureStore
import Foundation
import Runs
import Workbench

/// `zoomin cluster`: one clustering of any feature file.
public struct ClusterJob {
  /// A clustering on disk.
  public struct Result {
    /// Its folder.
    public var folder: URL { stored.folder }
    /// Whether the exemplars settled.
    public var converged: Bool { stored.record.converged }
    let stored: StoredClustering

    struct Answer: Encodable {
      let schemaVersion = 1
      let folder: String
      let rows: Int
      let clusters: Int
      let converged: Bool
      let iterations: Int
    }

    /// The result as one line of JSON with a `schemaVersion`.
    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          folder: folder.path, rows: stored.record.rowCount, clusters: stored.record.clusterCount,
          converged: converged, iterations: stored.record.iterations))
    }
  }

  private let features: URL
  private let out: URL
  private let experiment: Experiment
  private let console: Console

  /// A clustering by the section `cluster:` of an experiment.
  public init(features: URL, out: URL, experiment: Experiment, console: Console) {
    self.features = features
    self.out = out
    self.experiment = experiment
    self.console = console
  }

  /// Checks the file in a child process, then clusters its features and judges the clusters.
  ///
  /// - Throws: `FeatureStoreError`, `ClusteringError`, `DiscoveryError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let progress = StageProgress("cluster", console: console)
    let reader = try FeatureFileProbe.checked(features, program: Program.executable)
    let run = try ClusteringRun(
      experiment.cluster, cropCells: experiment.mosaic.cropCells, budget: experiment.budget)
    let stored = try run.perform(reader, into: out, progress: progress.listener)
    if !stored.record.converged {
      console.warn("The clustering did not converge in \(stored.record.iterations) iterations.")
    }
    let judging = StageProgress("judge", console: console)
    _ = try experiment.judging(budget: experiment.budget).perform(
      stored, of: reader, progress: judging.listener)
    return Result(stored: stored)
  }
}
