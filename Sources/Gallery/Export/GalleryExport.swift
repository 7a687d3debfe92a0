import Discovery
import Foundation
import Runs
import Workbench

/// A clustering as pages that work from disk without a server, to be given away: a page of all clusters, a page for each of
/// them, the tiles of all members, and what people said.
///
/// Pictures and patients have pseudonyms; whole photographs, hashes and file names are left out. Names and notes that people
/// wrote are given away as they are.
public struct GalleryExport {
  /// What was written.
  public struct Result: Hashable, Sendable {
    /// The page to begin with.
    public let index: URL
    /// The table of patients and pseudonyms, which lies beside the folder, not in it.
    public let pseudonyms: URL
    /// Clusters and tiles.
    public let clusterCount: Int
    public let tileCount: Int
  }

  private let library: GalleryLibrary
  private let book: JudgementBook
  private let viewing: Viewing

  /// - Throws: `GalleryStartError` if the folder of outputs does not exist.
  public init(_ configuration: GalleryConfiguration) throws(GalleryStartError) {
    let routes = try GalleryServer.routes(configuration)
    (library, book) = (routes.library, routes.book)
    viewing = Viewing(reader: configuration.author, isBlind: false)
  }

  /// Writes a clustering of a run into a folder that does not exist yet; all of it or nothing.
  ///
  /// - Parameters:
  ///   - clustering: its folder in a run under the folder of outputs.
  ///   - target: the folder to make.
  /// - Throws: `GalleryStartError`; `WorkbenchError`, `DiscoveryError`, `FeatureStoreError`, `LabelsError`.
  public func write(_ clustering: URL, to target: URL) throws -> Result {
    let pseudonyms = target.deletingLastPathComponent()
      .appendingPathComponent("\(target.lastPathComponent)-patients.csv")
    for place in [target, pseudonyms] where FileManager.default.fileExists(atPath: place.path) {
      throw GalleryStartError(
        .export, at: place.path, "exists already", remedy: "Name another folder, or move it away.")
    }
    let found = try opened(clustering)
    guard let tiles = found.file.tiles else {
      throw GalleryStartError(
        .nothingToExport, at: clustering.path, "has no tiles to export",
        remedy: "Make them: zoomin mosaic \(clustering.path).")
    }
    let exported = OpenClustering(found, onDiskAs: PictureNames(pseudonymsOf: found.mined))
    let rows = exported.assignment.members.flatMap { $0 }
    var table = CSVWriter(columns: ["patient", "pseudonym"])
    for entry in exported.names.pseudonyms { table.append([entry.patient, entry.pseudonym]) }
    var isComplete = false
    defer { if !isComplete { try? FileManager.default.removeItem(at: pseudonyms) } }
    try CompleteFolder.write(target) { folder in
      try writePages(of: exported, into: folder)
      try AtomicFile.createFolder(folder.appendingPathComponent("tiles"))
      for row in rows {
        // The folder gets its name when it is complete, so no file needs to be flushed by itself.
        let jpeg = try tiles.jpeg(row: row)
        do {
          try jpeg.write(to: folder.appendingPathComponent(exported.address.tile(row)))
        } catch {
          throw GalleryStartError(
            .export, at: target.path,
            "cannot hold all \(rows.count) tiles (\(error.localizedDescription))",
            remedy: "Make room, or name a folder on another disk.")
        }
      }
      // Last, so that there is no folder without its only key.
      try AtomicFile.write(table.text, to: pseudonyms)
    }
    isComplete = true
    return Result(
      index: target.appendingPathComponent("index.html"), pseudonyms: pseudonyms,
      clusterCount: exported.summaries.count, tileCount: rows.count)
  }

  // MARK: -

  private func opened(_ folder: URL) throws -> OpenClustering {
    let run = folder.deletingLastPathComponent().deletingLastPathComponent()
    let address = ClusteringAddress(
      folder.lastPathComponent,
      of: RunAddress(
        experiment: run.deletingLastPathComponent().lastPathComponent, run: run.lastPathComponent))
    do {
      return try library.clustering(address)
    } catch let error as GalleryError {
      throw GalleryStartError(
        .nothingToExport, at: folder.path, "cannot be exported: \(error.sentence)",
        remedy: "Name the folder of a clustering in a run, such as outputs/EXPERIMENT/RUN/clusters/ID.")
    }
  }

  private func writePages(of clustering: OpenClustering, into folder: URL) throws {
    let opinions = try book.opinions(of: clustering.stored.record.id, viewing)
    let index = ClustersPage(clustering, opinions, order: .size, filter: .all, siblings: [], viewing)
    try write(index, template: "exported-clusters", to: folder.appendingPathComponent("index.html"))
    for cluster in clustering.summaries.indices {
      let members = clustering.assignment.members[cluster]
      let said = opinions[clustering.assignment.exemplars[cluster]] ?? ClusterOpinions([], viewing)
      let page = ClusterPage(
        cluster, of: clustering, said,
        labels: try book.patchLabels(of: members, clustering.mined, viewing),
        order: .similarity, viewing)
      try write(
        page, template: "exported-cluster",
        to: folder.appendingPathComponent(clustering.address.cluster(cluster)))
    }
    try AtomicFile.write(
      Data(PackageResources.gallery_css), to: folder.appendingPathComponent("gallery.css"))
  }

  private func write(_ page: some Page, template: String, to url: URL) throws {
    try AtomicFile.write(Templates.html(page, template: template), to: url)
  }
}
