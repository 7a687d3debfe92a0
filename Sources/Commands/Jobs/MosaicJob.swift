import Discovery
import FeatureStore
import Foundation
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin mosaic`: the mosaics and the atlas of a clustering.
public struct MosaicJob {
  /// What was drawn.
  public struct Result: CommandResult {
    /// All clusters on one page.
    public let atlas: URL
    let mosaicCount: Int

    struct Answer: Encodable {
      let schemaVersion = 1
      let atlas: String
      let mosaics: Int
    }

    public var text: String { atlas.path }

    public func json() throws -> String {
      try CanonicalJSON.text(Answer(atlas: atlas.path, mosaics: mosaicCount))
    }
  }

  private let clustering: URL
  private let experiment: Experiment
  private let console: Console

  /// Mosaics by the section `mosaic:` of an experiment.
  public init(clustering: URL, experiment: Experiment, console: Console) {
    self.clustering = clustering
    self.experiment = experiment
    self.console = console
  }

  /// Draws the mosaics. The feature file is found by the path in the clustering's record.
  ///
  /// - Throws: `DiscoveryError`, `FeatureStoreError`, `WorkbenchError`; `RunsError` `.locked` if the clustering is part
  ///   of a run that another process writes.
  public func perform() throws -> Result {
    let progress = StageProgress("mosaic", console: console)
    return try ClusteringFolder.write("The atlas", into: clustering) { opened in
      let mined = try MinedRegions(opened.reader, tileCells: experiment.geometry.cells)
      // Pages show the judgement, so it is made first. A file without pictures is an error before any work.
      if !mined.hasPictures { _ = try PictureFolder(of: mined) }
      let judgement = try experiment.judging(budget: experiment.budget).refresh(
        opened.stored, of: opened.reader, progress: progress.listener)
      if judgement.tileCells != mined.tileCells {
        console.warn(
          "The clusters were judged with mosaic.crop_cells=\(judgement.tileCells), but the tiles are drawn with "
            + "\(mined.tileCells). To judge by the drawn tiles: "
            + "zoomin judge \(clustering.path) mosaic.crop_cells=\(mined.tileCells).")
      }
      let result = try experiment.mosaics(budget: experiment.budget).draw(
        opened.stored, of: mined,
        dataRoot: experiment.data.root.map { URL(fileURLWithPath: $0, isDirectory: true) },
        progress: progress.listener)
      return Result(atlas: result.atlas, mosaicCount: result.mosaics.count)
    }
  }
}
