import Discovery
import FeatureStore
import Foundation
import Runs
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

  /// Draws the mosaics; the feature file is found where the clustering says it was.
  ///
  /// - Throws: `DiscoveryError`, `FeatureStoreError`, `WorkbenchError`.
  public func perform() throws -> Result {
    let progress = StageProgress("mosaic", console: console)
    let stored = try StoredClustering(at: clustering)
    try WritableFolder.check(clustering, remedy: "Mosaics lie beside their clustering: copy it elsewhere.")
    let features = URL(fileURLWithPath: try stored.featuresPath())
    _ = try FeatureFileProbe.checked(features, program: Program.executable)
    let root = experiment.data.root.map { URL(fileURLWithPath: $0, isDirectory: true) }
    return try Self.draw(
      clustering, features: features, dataRoot: root, experiment: experiment, keepsJudgement: true,
      progress: progress.listener)
  }

  /// Judges a clustering and draws its mosaics.
  ///
  /// - Parameter keepsJudgement: leaves a judgement that is there as it is, whatever its settings, unless labels have changed.
  static func draw(
    _ folder: URL, features: URL, dataRoot: URL?, experiment: Experiment, keepsJudgement: Bool = false,
    progress: @escaping ProgressListener
  ) throws -> Result {
    let stored = try StoredClustering(at: folder)
    let reader = try FeatureReader(features)
    let mined = try MinedRegions(reader, tileCells: experiment.mosaic.cropCells)
    // Pages show the judgement, so it comes first; a file that knows no pictures is refused before the work.
    if !mined.hasPictures { _ = try PictureFolder(of: mined) }
    let judging = try experiment.judging(budget: experiment.budget)
    _ =
      try keepsJudgement
      ? judging.refresh(stored, of: reader, progress: progress)
      : judging.perform(stored, of: reader, progress: progress)
    let run = try MosaicRun(
      tiles: TileConfiguration(
        tilePixels: experiment.mosaic.tilePixels,
        border: experiment.border),
      layout: MosaicConfiguration(
        columnCount: experiment.mosaic.columns, maximumTileCount: experiment.mosaic.maximumTiles,
        order: experiment.mosaic.order, atlasOrder: experiment.mosaic.atlasOrder),
      experiment: experiment.general.name, budget: experiment.budget)
    let result = try run.draw(stored, of: mined, dataRoot: dataRoot, progress: progress)
    return Result(atlas: result.atlas, mosaicCount: result.mosaics.count)
  }
}
