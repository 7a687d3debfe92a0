import Discovery
import FeatureStore
import Foundation
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin candidates`: the clusters of a clustering that may show lesions without a name.
public struct CandidatesJob {
  /// A judged clustering.
  public struct Result: CommandResult {
    /// The page of text, with the score if the truth is known.
    public let text: String
    let judgement: Judgement
    let score: CandidateScore?

    struct Answer: Encodable {
      let schemaVersion = 1
      let clustering: String
      let candidates: [Int]
      let reviewed: Bool
      let score: CandidateScore?
    }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          clustering: judgement.clustering, candidates: judgement.candidateClusters,
          reviewed: judgement.knowledge != nil, score: score))
    }
  }

  private let clustering: URL
  private let truth: URL?
  private let experiment: Experiment
  private let keepsJudgement: Bool
  private let console: Console

  /// Candidates by the section `judge:` of an experiment, or by an existing judgement if `keepsJudgement`; `truth` is
  /// the folder of a drawn data set's truth.
  public init(clustering: URL, truth: URL?, experiment: Experiment, keepsJudgement: Bool, console: Console) {
    self.keepsJudgement = keepsJudgement
    self.clustering = clustering
    self.truth = truth
    self.experiment = experiment
    self.console = console
  }

  /// Judges the clustering if necessary, and lists its candidates.
  ///
  /// - Throws: `DiscoveryError`, `FeatureStoreError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let progress = StageProgress("judge", console: console)
    let stored = try StoredClustering(at: clustering)
    let reader = try stored.checkedFeatures()
    let judging = try experiment.judging(budget: experiment.budget)
    let judgement =
      try keepsJudgement
      ? judging.refresh(stored, of: reader, progress: progress.listener)
      : judging.perform(stored, of: reader, progress: progress.listener)
    let page = try CandidateList.page(in: stored.folder)
    guard let truth else { return Result(text: page, judgement: judgement, score: nil) }
    let mined = try MinedRegions(reader, tileCells: experiment.geometry.cells)
    let score = CandidateScore(
      judgement, of: stored.assignment, mined: mined, marks: try CandidateScore.marks(in: truth))
    return Result(
      text: page + "\n" + score.lines.joined(separator: "\n"), judgement: judgement, score: score)
  }
}
