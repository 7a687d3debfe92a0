import Discovery
import FeatureStore
import Foundation
import Runs
import Settings
import Workbench

/// Judges the clusters of a clustering: measures, candidates, and the measures of the whole.
struct JudgeStage: Stage {
  let context: RunContext
  let clusteredRows: ClusteredRows
  let mined: StageResult<MineStage.Output>
  let clustered: StageResult<ClusterStage.Output>

  /// The results of a judgement that later stages use.
  struct Output: StageOutput {
    /// The judgement of every cluster.
    let judgement: String
    /// The measures of the clustering as a whole.
    let measures: String

    var files: [String] { [judgement, measures] }

    static func planned(content: String) -> Output { Output(judgement: "", measures: "") }
  }

  let name = StageName.judge
  /// 2: the judgement's file says with which tiles and seed it was made. 3: the measures are given by lesion.
  let version = 3
  /// The tile decides a region's type; resamples and permutations use the experiment's seed.
  let alsoReads = ["experiment.seed"]
  var rows: ClusteredRows? { clusteredRows }
  var inputs: [StageInput] {
    get throws {
      [
        StageInput(clustered), StageInput("features", mined.output.file(of: clusteredRows).content),
        StageInput("labels", try context.labels().digest),
      ]
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let experiment = context.experiment
    let reader = try FeatureReader(work.run.place(of: mined.output.file(of: clusteredRows).path))
    let folder = work.run.place(of: clustered.output.folder)
    let stored = try StoredClustering(at: folder)
    let judgement = try experiment.judging(budget: experiment.budget).perform(
      stored, of: reader, again: work.isAgain, progress: work.progress)
    try measures(
      of: stored, try MinedRegions(reader, tileCells: experiment.geometry.cells), judgement
    ).write(into: folder)
    return Output(
      judgement: "\(clustered.output.folder)/\(JudgingRun.fileName)",
      measures: "\(clustered.output.folder)/\(ClusterMeasures.fileName)")
  }

  // MARK: -

  private func measures(of stored: StoredClustering, _ mined: MinedRegions, _ judgement: Judgement) throws
    -> ClusterMeasures
  {
    let experiment = context.experiment
    let cameras = try context.data.cameras()
    let known = mined.images.compactMap { cameras[$0.id] }
    return try ClusterMeasures(
      stored, of: mined, judgement: judgement,
      cameraOfImage: known.count == mined.images.count ? known : nil,
      permutations: experiment.evaluate.permutations, seed: UInt64(experiment.general.seed),
      budget: experiment.budget)
  }
}
