import Clustering
import Discovery
import FeatureStore
import Foundation
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin cluster`: one clustering of any feature file.
public struct ClusterJob {
  /// A clustering on disk.
  public struct Result: CommandResult {
    /// Its folder.
    public var folder: URL { stored.folder }
    /// Whether the clustering converged.
    public var converged: Bool { stored.record.converged }
    let stored: StoredClustering

    struct Answer: Encodable {
      let schemaVersion = 1
      let folder: String
      let rows: Int
      let clusters: Int
      let converged: Bool
      let iterations: Int
      let method: String?
      let agreement: Double?
      let reference: String?
    }

    public var text: String { folder.path }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          folder: folder.path, rows: stored.record.rowCount, clusters: stored.record.clusterCount,
          converged: converged, iterations: stored.record.iterations,
          method: stored.record.parameters["method"],
          agreement: stored.record.approximation?.agreement?.adjustedRandIndex,
          reference: stored.record.reference))
    }
  }

  private let features: URL
  private let dataset: String
  private let out: URL
  private let reference: URL?
  private let experiment: Experiment
  private let console: Console

  /// A clustering by the section `cluster:` of an experiment, or an assignment to the clusters in the folder
  /// `reference`.
  ///
  /// - Parameter dataset: the path of the features in a file of another program.
  public init(
    features: URL, dataset: String? = nil, out: URL, assignTo reference: URL? = nil, experiment: Experiment,
    console: Console
  ) {
    self.features = features
    self.dataset = dataset ?? DatasetPath.features
    self.out = out
    self.reference = reference
    self.experiment = experiment
    self.console = console
  }

  /// Checks the file in a child process, then clusters its features and judges the clusters.
  ///
  /// - Throws: `FeatureStoreError`, `ClusteringError`, `DiscoveryError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let progress = StageProgress("cluster", console: console)
    try WritableFolder.check(
      out.deletingLastPathComponent(), remedy: "Name a folder that can be written as --out.")
    let reader = try FeatureFileProbe.checked(
      features, dataset: dataset, program: Program.executable)
    if let reference { return try assign(reader, to: reference, progress) }
    let run = try experiment.clustering(budget: experiment.budget)
    // The judgement compares rows as the clustering does, so similarities are computed once for both.
    let isFinished = FileManager.default.fileExists(
      atPath: out.appendingPathComponent("clustering.json").path)
    let shared =
      isFinished || reader.rowCount == 0
      ? nil : SharedSimilarities(features: try reader.features(), columnCount: reader.dimension)
    let stored = try run.perform(reader, into: out, sharing: shared, progress: progress.listener)
    if let warning = stored.record.convergenceWarning { console.warn(warning) }
    let judging = StageProgress("judge", console: console)
    _ = try experiment.judging(budget: experiment.budget).perform(
      stored, of: reader, sharing: shared, progress: judging.listener)
    return Result(stored: stored)
  }

  private func assign(_ reader: FeatureReader, to folder: URL, _ progress: StageProgress) throws -> Result {
    let reference = try StoredClustering(at: folder)
    let original = try reference.checkedFeatures()
    let stored = try AssignmentRun(
      experiment.assignment, tileCells: experiment.geometry.cells, budget: experiment.budget
    ).perform(reader, to: reference, of: original, into: out, progress: progress.listener)
    return Result(stored: stored)
  }
}
