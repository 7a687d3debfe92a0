import Discovery
import FeatureStore
import Runs
import Settings
import Workbench

/// Clusters the mined features. It needs the feature file, but no network and no pictures.
struct ClusterStage: Stage {
  let context: RunContext
  let clusteredRows: ClusteredRows
  let mined: StageResult<MineStage.Output>

  /// The results of a clustering that later stages use.
  struct Output: StageOutput {
    /// The folder of the clustering.
    let folder: String
    /// Whether the clustering converged.
    let converged: Bool

    var files: [String] { [folder] }

    static func planned(content: String) -> Output { Output(folder: "", converged: true) }
  }

  let name = StageName.cluster
  /// 3: equal similarities and preferences far outside the range have other clusters.
  let version = 3
  /// If rows are selected, tiles decide which rows overlap and which show a known lesion.
  var alsoReads: [String] { context.experiment.selection.usesTiles ? ["mosaic.crop_cells"] : [] }
  var rows: ClusteredRows? { clusteredRows }
  var inputs: [StageInput] {
    get throws {
      let inputs = [StageInput("features", mined.output.file(of: clusteredRows).content)]
      // Labels are an input if known regions are left out.
      guard context.experiment.selection.exclusions.contains(.known) else { return inputs }
      return inputs + [StageInput("labels", try context.labels().digest)]
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let reader = try FeatureReader(work.run.place(of: mined.output.file(of: clusteredRows).path))
    let clustering = try context.experiment.clustering(of: clusteredRows, budget: context.experiment.budget)
    let id = try clustering.identifier(of: reader)
    let folder = work.run.clustering(id: id)
    let stored: StoredClustering
    if work.isAgain {
      let beside = work.run.clusteringAgain(id: id)
      // One that an earlier start left would be taken for the new one.
      try CompleteFolder.remove(beside)
      _ = try clustering.perform(reader, into: beside, progress: work.progress)
      try CompleteFolder.moveFiles(of: beside, into: folder)
      // It added columns to the table that has just been replaced, so it must be made again.
      try CompleteFolder.remove(folder.appendingPathComponent(JudgingRun.fileName))
      stored = try StoredClustering(at: folder)
    } else {
      stored = try clustering.perform(reader, into: folder, progress: work.progress)
    }
    if let warning = stored.record.convergenceWarning { work.console.warn(warning) }
    return Output(folder: work.run.relativePath(of: folder), converged: stored.record.converged)
  }
}
