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
  /// - Throws: `DiscoveryError`, `FeatureStoreError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let progress = StageProgress("mosaic", console: console)
    let stored = try StoredClustering(at: clustering)
    try WritableFolder.check(
      clustering, remedy: "Mosaics are written into the clustering's folder. Copy that folder elsewhere.")
    let features = URL(fileURLWithPath: try stored.featuresPath())
    _ = try FeatureFileProbe.checked(features, program: Program.executable)
    let reader = try FeatureReader(features)
    let mined = try MinedRegions(reader, tileCells: experiment.geometry.cells)
    // Pages show the judgement, so it is made first. A file without pictures is an error before any work.
    if !mined.hasPictures { _ = try PictureFolder(of: mined) }
    _ = try experiment.judging(budget: experiment.budget).refresh(
      stored, of: reader, progress: progress.listener)
    let result = try experiment.mosaics(budget: experiment.budget).draw(
      stored, of: mined, dataRoot: experiment.data.root.map { URL(fileURLWithPath: $0, isDirectory: true) },
      progress: progress.listener)
    return Result(atlas: result.atlas, mosaicCount: result.mosaics.count)
  }
}
