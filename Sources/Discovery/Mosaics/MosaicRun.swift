import Foundation
import Fundus
import Imaging
import Synchronization
import Workbench

/// Draws the mosaics and the atlas of a clustering into its folder.
public struct MosaicRun: Sendable {
  /// What a tile is.
  public let tiles: TileConfiguration
  /// How pages are laid out.
  public let layout: MosaicConfiguration
  /// The experiment's name on the pages.
  public let experiment: String
  /// Threads, which do not change the result.
  public let budget: ResourceBudget

  /// The files that were drawn.
  public struct Result: Sendable {
    /// One page per cluster, by number.
    public let mosaics: [URL]
    /// `mosaic,cell,row` of every tile shown.
    public let manifest: URL
    /// All clusters on one page.
    public let atlas: URL
    /// The tiles, for other uses.
    public let tiles: TileStore
  }

  /// A run with the given settings.
  ///
  /// - Throws: `DiscoveryError` with code `.configuration`.
  public init(
    tiles: TileConfiguration = TileConfiguration(), layout: MosaicConfiguration = MosaicConfiguration(),
    experiment: String, budget: ResourceBudget = .machine
  ) throws(DiscoveryError) {
    try tiles.validate()
    try layout.validate()
    self.tiles = tiles
    self.layout = layout
    self.experiment = experiment
    self.budget = budget
  }

  /// Writes `mosaics/cluster-000.png ...`, `mosaics/manifest.csv` and `atlas.png` into the clustering's folder.
  ///
  /// `mosaics/` is written completely or not at all and replaces an earlier one. The same clustering, pictures and
  /// settings give the same bytes. A clustering without clusters is an error.
  ///
  /// - Parameters:
  ///   - clustering: of the rows in `mined`.
  ///   - dataRoot: the current folder of the pictures; nil takes the one in the feature file. It is used only if tiles
  ///     are missing.
  ///   - tileFolder: the folder of all packs of the feature file; nil is `tiles/` beside it.
  /// - Throws: `DiscoveryError`, `ImagingError`, `WorkbenchError`.
  public func draw(
    _ clustering: StoredClustering, of mined: MinedRegions, dataRoot: URL? = nil, tileFolder: URL? = nil,
    progress: ProgressListener? = nil
  ) throws -> Result {
    try clustering.check(isOf: mined)
    let assignment = clustering.assignment
    guard assignment.clusterCount > 0 else {
      throw DiscoveryError(
        .unusable, at: clustering.folder.path, "found no clusters, so there is nothing to draw",
        remedy: "Cluster again with a higher cluster.damping or more iterations.")
    }
    let store = try TileStore(
      of: mined, pictures: { try PictureFolder(of: mined, movedTo: dataRoot) }, in: tileFolder,
      configuration: tiles, budget: budget, progress: progress)
    let table = ClusterTable(assignment, mined: mined, types: nil)
    let responses = mined.regions.map(\.response)
    let patients = mined.regions.indices.map { mined.image(ofRow: $0).patient }
    let judgement = try JudgingRun.judgement(of: clustering)
    let pages = table.clusters.map { summary in
      MosaicPage(
        summary: summary,
        rows: layout.order.rows(
          of: summary.cluster, in: assignment, responseOfRow: responses, patientOfRow: patients),
        mined: mined, tiles: store, configuration: layout, experiment: experiment,
        judgement: judgement)
    }
    let folder = clustering.folder.appendingPathComponent("mosaics")
    try CompleteFolder.write(folder, replacing: true) { folder in
      try write(pages, into: folder, progress: progress)
    }
    let atlas = AtlasPage(
      clusters: table.clusters, rows: pages.map(\.rows),
      clusteredRows: clustering.assignment.clusterOfRow.indices.filter {
        clustering.assignment.clusterOfRow[$0] >= 0
      }, mined: mined, tiles: store, configuration: layout,
      experiment: experiment, converged: clustering.record.converged, judgement: judgement)
    let atlasFile = clustering.folder.appendingPathComponent("atlas.png")
    try AtomicFile.write(try atlas.drawn().png(), to: atlasFile)
    return Result(
      mosaics: pages.indices.map { folder.appendingPathComponent(Self.fileName(of: $0)) },
      manifest: folder.appendingPathComponent("manifest.csv"), atlas: atlasFile,
      tiles: store)
  }

  /// The name of a cluster's mosaic.
  public static func fileName(of cluster: Int) -> String {
    let digits = "\(cluster)"
    return "cluster-\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits).png"
  }

  // MARK: -

  private func write(_ pages: [MosaicPage], into folder: URL, progress: ProgressListener?) throws {
    let done = Mutex(0)
    let stopped = Mutex(false)
    _ = try Parallel.map(count: pages.count, threadCount: budget.threadCount) { index in
      if stopped.withLock({ $0 }) { return }
      let page = try pages[index].drawn().png()
      try AtomicFile.write(page, to: folder.appendingPathComponent(Self.fileName(of: index)))
      done.withLock { done in
        done += 1
        let event = ProgressEvent.advanced(done: done, total: pages.count, unit: "mosaics")
        if case .stop = progress?(event) ?? .more { stopped.withLock { $0 = true } }
      }
    }
    if stopped.withLock({ $0 }) {
      throw WorkbenchError(.stopped, at: folder.path, "the mosaics are not finished")
    }
    var manifest = CSVWriter(columns: ["mosaic", "cell", "row"])
    for (index, page) in pages.enumerated() {
      for (cell, row) in page.shownRows.enumerated() {
        manifest.append([Self.fileName(of: index), "\(cell)", "\(row)"])
      }
    }
    try AtomicFile.write(manifest.text, to: folder.appendingPathComponent("manifest.csv"))
  }
}
