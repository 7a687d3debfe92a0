import Discovery
import Foundation
import Gallery
import Labels
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin browse CLUSTERING_DIR --export DIR`: a clustering as pages that work from disk.
public struct ExportGalleryJob {
  /// The result of an export.
  public struct Result: CommandResult {
    let written: GalleryExport.Result

    struct Answer: Encodable {
      let schemaVersion = 1
      let index: String
      let pseudonyms: String
      let clusters: Int
      let tiles: Int
    }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(
          index: written.index.path, pseudonyms: written.pseudonyms.path, clusters: written.clusterCount,
          tiles: written.tileCount))
    }

    public var text: String {
      """
      \(Counted.text(written.clusterCount, "cluster")) with \(Counted.text(written.tileCount, "tile")): \(written.index.path)
      Which patient has which pseudonym is in \(written.pseudonyms.path), which is not to be given away.
      """
    }
  }

  private let folder: URL
  private let author: String
  private let experiment: Experiment

  /// - Parameters:
  ///   - folder: a clustering, or a folder of outputs with one clustering.
  ///   - author: whose names are the reader's own.
  public init(folder: URL, author: String, experiment: Experiment) {
    (self.folder, self.author, self.experiment) = (folder, author, experiment)
  }

  /// Writes the pages.
  ///
  /// - Throws: `GalleryStartError`, and errors of the files that are read and written.
  public func perform(to target: URL) throws -> Result {
    let clustering = try clustering().resolvingSymlinksInPath()
    let outputs = (0..<4).reduce(clustering) { folder, _ in folder.deletingLastPathComponent() }
    let export = try GalleryExport(
      GalleryConfiguration(
        outputs: outputs, labels: experiment.labels.file(shared: OutputsDirectory(outputs).labels),
        matching: LabelMatching(minimumOverlap: experiment.labels.overlap), author: author,
        program: Program.executable))
    return Result(written: try export.write(clustering, to: target))
  }

  private func clustering() throws -> URL {
    if FileManager.default.fileExists(atPath: folder.appendingPathComponent("clustering.json").path) {
      return folder
    }
    let found = try RunIndex(OutputsDirectory(folder)).entries.flatMap { try $0.run.allClusterings() }
    guard let only = found.first, found.count == 1 else {
      throw GalleryStartError(
        .nothingToExport, at: folder.path,
        "holds \(Counted.text(found.count, "clustering")), and one is exported at a time",
        remedy: found.isEmpty
          ? "Cluster first: zoomin run, or zoomin cluster."
          : "Name one, such as \(found[0].path).")
    }
    return only
  }
}
