import Foundation
import Workbench

extension JudgingRun {
  /// The name of a judgement's file.
  public static let fileName = "judgement.json"

  /// The judgement in a clustering's folder; nil if there is none, or if it belongs to an earlier version of the
  /// program or to another clustering and must be made again.
  ///
  /// - Throws: `DiscoveryError` with code `.malformed` for a file that is not a judgement of this clustering's
  ///   clusters, `.unusable` for one of a newer version, `.unreadable`.
  public static func judgement(of stored: StoredClustering) throws(DiscoveryError) -> Judgement? {
    let url = stored.folder.appendingPathComponent(fileName)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    let remedy = "Make it again: zoomin judge \(stored.folder.path)."
    let head = try RecordReading.decoded(Head.self, at: url, as: "a judgement", remedy: remedy)
    guard head.schemaVersion <= Judgement.schemaVersion else {
      throw DiscoveryError(
        .unusable, at: url.path, "was written by a newer version of the program",
        remedy: "Use the version that wrote it, or delete it.")
    }
    let isCurrent = head.schemaVersion == Judgement.schemaVersion && head.clustering == stored.record.id
    guard isCurrent else { return nil }
    let found = try RecordReading.decoded(Judgement.self, at: url, as: "a judgement", remedy: remedy)
    let numbers = Array(0..<stored.assignment.clusterCount)
    guard found.clusters.map(\.cluster) == numbers, found.similarityOrder.sorted() == numbers,
      found.hasSoundTree
    else {
      throw DiscoveryError(
        .malformed, at: url.path, "does not judge the \(numbers.count) clusters of its clustering, each once",
        remedy: remedy)
    }
    return found
  }

  /// Like `judgement(of:)`, but for a damaged file it gives a warning and returns nil, because the judgement is about
  /// to be made again.
  static func usableJudgement(
    of stored: StoredClustering, _ progress: ProgressListener?
  ) throws(DiscoveryError) -> Judgement? {
    do {
      return try judgement(of: stored)
    } catch {
      guard error.code == .malformed else { throw error }
      _ = progress?(.warning("\(error.place) \(error.reason); it is made again."))
      return nil
    }
  }

  /// The fields that every version of the file has.
  private struct Head: Decodable {
    let schemaVersion: Int
    let clustering: String
  }
}
