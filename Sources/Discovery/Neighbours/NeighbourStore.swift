import Clustering
import FeatureStore
import Foundation
import Workbench

/// The most similar patches of every patch: `neighbours/<key>.h5` beside the feature file, shared by all clusterings that
/// compare rows in the same way.
///
/// The gallery tells by them which members fit a cluster badly, and which patches elsewhere would fit.
public struct NeighbourStore: Sendable {
  /// The file.
  public let url: URL
  private let configuration: ClusteringConfiguration
  private let count: Int
  private let features: String
  private let rowCount: Int

  /// The store for a clustering; nil if none is kept: the settings ask for none, there are too many rows, or the rows
  /// are not of pictures.
  ///
  /// - Throws: `WorkbenchError` for a damaged record.
  public init?(of stored: StoredClustering, _ mined: MinedRegions, settings: JudgingSettings) throws {
    let count = min(settings.neighbours, mined.rowCount - 1)
    guard count > 0, mined.rowCount <= settings.neighbourRows, mined.hasPictures else { return nil }
    configuration = try stored.record.configuration() ?? ClusteringConfiguration()
    self.count = count
    features = mined.contentHash
    rowCount = mined.rowCount
    let text = [
      "neighbours 1", features, mined.dataset, configuration.measure.rawValue,
      configuration.normalisation.rawValue, "\(configuration.whitenedFraction)",
      "\(configuration.smoothing)", "\(count)",
    ].joined(separator: "\n")
    let key = ContentHash.hexadecimal(of: text).prefix(12)
    url = mined.url.deletingLastPathComponent().appendingPathComponent("neighbours/\(key).h5")
  }

  /// Whether the file is there.
  public var isThere: Bool { FileKind(of: url) == .file }

  /// Whether the file is there, or nothing can be written where it would be.
  var isThereOrCannotBe: Bool {
    let folder = url.deletingLastPathComponent()
    let place = FileKind(of: folder) == .folder ? folder : folder.deletingLastPathComponent()
    return isThere || access(place.path, W_OK) != 0
  }

  /// Makes the file if it is not there.
  ///
  /// - Throws: `ClusteringError`, `FeatureStoreError`; `WorkbenchError`, also with code `.stopped`.
  func make(_ shared: SharedSimilarities, budget: ResourceBudget, progress: ProgressListener?) throws {
    guard !isThere else { return }
    let rows = try shared.nearestRows(configuration, count: count, budget: budget, progress: progress)
    try AtomicFile.createFolder(url.deletingLastPathComponent())
    try NeighbourFile(features: features, neighbourCount: count, rows: rows).write(to: url)
  }

  /// The file's content, read by a child process first; nil if there is no such file.
  ///
  /// - Throws: `FeatureStoreError`; `DiscoveryError` if it is of other features.
  public func read(program: URL) throws -> NeighbourFile? {
    guard isThere else { return nil }
    let file = try FeatureFileProbe.checkedNeighbours(url, program: program)
    guard file.features == features, file.neighbourCount == count, file.rowCount == rowCount else {
      throw DiscoveryError(
        .unusable, at: url.path, "holds the neighbours of other features",
        remedy: "Delete it; zoomin judge makes it again.")
    }
    return file
  }
}
