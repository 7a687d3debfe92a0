import Discovery
import FeatureStore
import Foundation
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin judge`: how reliable a clustering is and what its clusters are associated with.
public struct JudgeJob {
  /// A judged clustering.
  public struct Result: CommandResult {
    let folder: URL
    let judgement: Judgement

    struct Answer: Encodable {
      let schemaVersion = 1
      let folder: String
      let clustering: String
      let clusters: Int
      let silhouette: Double?
      let stability: Double?
      let enriched: Int?
      let candidates: [Int]
      let notes: [String]
    }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          folder: folder.path, clustering: judgement.clustering, clusters: judgement.clusters.count,
          silhouette: judgement.silhouette, stability: judgement.stability?.mean,
          enriched: judgement.enrichment?.enrichedCount, candidates: judgement.candidateClusters,
          notes: judgement.notes))
    }

    /// The measures, the notes about missing ones, and the file.
    public var text: String {
      func short(_ value: Double) -> String { String(format: "%.3f", value) }
      var lines = ["\(judgement.clusters.count) clusters"]
      lines += judgement.silhouette.map { ["mean silhouette   \(short($0))"] } ?? []
      lines += judgement.stability.map { ["stability         \(short($0.mean))"] } ?? []
      lines += judgement.enrichment.map { ["enriched clusters \($0.enrichedCount)"] } ?? []
      lines.append("candidates        \(judgement.candidateClusters.count)")
      lines += judgement.notes
      lines.append(folder.appendingPathComponent(JudgingRun.fileName).path)
      return lines.joined(separator: "\n")
    }
  }

  private let clustering: URL
  private let experiment: Experiment
  private let console: Console

  /// A judgement by the section `judge:` of an experiment.
  public init(clustering: URL, experiment: Experiment, console: Console) {
    self.clustering = clustering
    self.experiment = experiment
    self.console = console
  }

  /// Judges the clustering, unless it has a judgement by the same settings. The feature file is found by the path in
  /// the clustering's record.
  ///
  /// - Throws: `DiscoveryError`, `ClusteringError`, `FeatureStoreError`, `LabelsError`, `WorkbenchError`; `RunsError`
  ///   `.locked` if the clustering is part of a run that another process writes.
  public func perform() throws -> Result {
    let progress = StageProgress("judge", console: console)
    return try ClusteringFolder.write("The judgement", into: clustering) { opened in
      let judgement = try experiment.judging(budget: experiment.budget).perform(
        opened.stored, of: opened.reader, progress: progress.listener)
      return Result(folder: clustering, judgement: judgement)
    }
  }
}
