import Discovery
import FeatureStore
import Foundation
import Runs
import Settings
import Workbench

/// Draws the mosaics and the atlas of a judged clustering.
struct MosaicStage: Stage {
  let context: RunContext
  let clusteredRows: ClusteredRows
  let mined: StageResult<MineStage.Output>
  let clustered: StageResult<ClusterStage.Output>
  let judged: StageResult<JudgeStage.Output>

  /// The results of drawing that later stages use.
  struct Output: StageOutput {
    /// All clusters on one page; nil if there are no clusters.
    let atlas: String?

    var files: [String] { atlas.map { [$0] } ?? [] }

    static func planned(content: String) -> Output { Output(atlas: nil) }
  }

  let name = StageName.mosaic
  let version = 4
  /// Tiles are as large as those that were judged, and black where pictures are.
  let alsoReads = ["mosaic.crop_cells", "data.mask_border", "data.border_threshold"]
  var rows: ClusteredRows? { clusteredRows }
  var inputs: [StageInput] {
    get throws {
      [
        // The judgement, which includes labels and lesions, decides the order of clusters and the remarks.
        StageInput(judged), StageInput("features", mined.output.file(of: clusteredRows).content),
      ]
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let folder = work.run.place(of: clustered.output.folder)
    let stored = try StoredClustering(at: folder)
    guard stored.assignment.clusterCount > 0 else {
      work.console.warn("The clustering has no cluster, so there are no mosaics.")
      return Output(atlas: nil)
    }
    let regions = try MinedRegions(
      try FeatureReader(work.run.place(of: mined.output.file(of: clusteredRows).path)),
      tileCells: context.experiment.geometry.cells)
    let drawn = try context.experiment.mosaics(budget: context.experiment.budget).draw(
      stored, of: regions, dataRoot: context.data.root, progress: work.progress)
    return Output(atlas: work.run.relativePath(of: drawn.atlas))
  }
}
