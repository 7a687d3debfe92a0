import Foundation
import Workbench

/// A clustering in a folder.
public struct StoredClustering: Sendable {
  /// The folder.
  public let folder: URL
  /// How the clustering was made.
  public let record: ClusteringRecord
  /// The cluster of every row.
  public let assignment: ClusterAssignment

  /// Opens the clustering in a folder.
  ///
  /// - Throws: `DiscoveryError` with code `.missing`, `.unreadable`, or `.malformed` if a file is damaged or the files
  ///   contradict each other; `WorkbenchError` if `assignments.csv` cannot be read as a table.
  public init(at folder: URL) throws {
    self.folder = folder
    record = try Self.record(at: folder)
    assignment = try ClusterAssignment(contentsOf: folder.appendingPathComponent("assignments.csv"))
    guard assignment.clusterOfRow.count == record.rowCount, assignment.clusterCount == record.clusterCount
    else {
      throw DiscoveryError(
        .malformed, at: folder.path, "its assignments.csv and clustering.json are not of the same clustering",
        remedy: "Cluster again.")
    }
  }

  /// The record in a clustering's folder, without the assignment of every row.
  ///
  /// - Throws: `DiscoveryError` with code `.missing`, `.unreadable` or `.malformed`.
  public static func record(at folder: URL) throws(DiscoveryError) -> ClusteringRecord {
    let record = try RecordReading.decoded(
      ClusteringRecord.self, at: folder.appendingPathComponent("clustering.json"),
      as: "the record of a clustering",
      remedy:
        "Name the folder of a clustering, which holds clustering.json and assignments.csv, or cluster again.")
    guard record.schemaVersion <= ClusteringRecord.schemaVersion else {
      throw DiscoveryError(
        .malformed, at: folder.path, "was written by a newer version of the program",
        remedy: "Use the version that wrote it.")
    }
    return record
  }

  /// The path of the feature file when the clustering was made.
  ///
  /// - Throws: `DiscoveryError` with code `.missing`, `.unreadable` or `.malformed`.
  public func featuresPath() throws -> String {
    try RecordReading.decoded(
      ClusteringTiming.self, at: folder.appendingPathComponent("timing.json"),
      as: "the timing of a clustering, which says where the features were", remedy: "Cluster again."
    ).featuresPath
  }

  /// Throws if the clustering belongs to another feature file.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed`.
  public func check(isOf mined: MinedRegions) throws(DiscoveryError) {
    guard mined.contentHash == record.features else {
      throw DiscoveryError(
        .malformed, at: folder.path, "is a clustering of other features than those in \(mined.url.path)",
        remedy: "Name the feature file it was made from, or cluster this one.")
    }
  }
}
