import Foundation
import Workbench

/// The figures of a run that lists of runs show: `figures.json`.
///
/// It repeats what the evaluation, the clusterings and their judgements say, because those are too large to be read for
/// every run of a list. Whoever writes a run also writes this file when it ends.
public struct RunFigures: RunRecord, Hashable {
  public static let remedy =
    "Delete the file; its content is then taken from the evaluation and the clusterings."

  /// The last clustering of some rows.
  public struct Clustering: Codable, Hashable, Sendable {
    /// What was clustered: `cells`, `spots`, `dark-spots` or `bright-spots`.
    public let rows: String
    /// The name of its folder.
    public let id: String
    /// Rows that were clustered.
    public let rowCount: Int
    /// Clusters found.
    public let clusterCount: Int
    /// Whether it converged.
    public let converged: Bool
    /// Clusters that may show a lesion without a name; nil if it is not judged.
    public let candidateCount: Int?

    /// The last clustering of some rows.
    public init(
      rows: String, id: String, rowCount: Int, clusterCount: Int, converged: Bool, candidateCount: Int?
    ) {
      self.rows = rows
      self.id = id
      self.rowCount = rowCount
      self.clusterCount = clusterCount
      self.converged = converged
      self.candidateCount = candidateCount
    }
  }

  /// The figures of every split whose grades were evaluated, by the split's name.
  public let splits: [String: KeyFigures]
  /// The last clustering of each kind of rows, in the order of the kinds.
  public let clusterings: [Clustering]

  /// The figures of a run.
  public init(splits: [String: KeyFigures] = [:], clusterings: [Clustering] = []) {
    self.splits = splits
    self.clusterings = clusterings
  }

  /// The figures that stand for the run; nil if no grade was evaluated.
  public var keyFigures: KeyFigures? { KeyFigures.chosen(from: splits) }

  public static func place(in run: RunDirectory) -> URL { run.figures }

  /// The record of a run if nothing that it repeats was written after it; nil otherwise.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfCurrent(from run: RunDirectory) throws(RunsError) -> RunFigures? {
    guard let written = ModificationTime(run.figures) else { return nil }
    func isOlder(_ url: URL) -> Bool { ModificationTime(url).map { $0 <= written } ?? true }
    // A record that is written into the folder of stages changes the time of that folder.
    guard isOlder(run.evaluation), isOlder(run.stages), let figures = try readIfPresent(from: run) else {
      return nil
    }
    let judged = figures.clusterings.map {
      run.clustering(id: $0.id).appending(path: "judgement.json", directoryHint: .notDirectory)
    }
    return judged.allSatisfy(isOlder) ? figures : nil
  }
}
