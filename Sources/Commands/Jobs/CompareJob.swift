import Clustering
import Discovery
import Foundation
import Scoring
import Pipeline
import Runs
import Workbench

/// `zoomin compare`: how the clusters of two clusterings of the same features correspond.
public struct CompareJob {
  /// Both clusterings and their comparison.
  public struct Result: CommandResult {
    let comparison: PartitionComparison
    let first: StoredClustering
    let second: StoredClustering

    struct Answer: Encodable {
      let schemaVersion = 1
      let first: String
      let second: String
      let comparison: PartitionComparison
    }

    public func json() throws -> String {
      try CanonicalJSON.text(
        Answer(first: first.record.id, second: second.record.id, comparison: comparison))
    }

    public var text: String {
      func short(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "-" }
      func list(_ clusters: [Int]) -> String { clusters.map(String.init).joined(separator: ", ") }
      var lines = [
        "\(first.record.clusterCount) and \(second.record.clusterCount) clusters of \(comparison.rowCount) rows",
        "adjusted Rand index          \(short(comparison.adjustedRandIndex))",
        "adjusted mutual information  \(short(comparison.adjustedMutualInformation))",
        "\(comparison.matches.count) clusters stay, \(comparison.splits.count) split, \(comparison.merges.count) merged",
      ]
      lines += comparison.matches.map { "  \($0.first) is \($0.second) (Jaccard \(short($0.jaccard)))" }
      lines += comparison.splits.map { "  \($0.whole) splits into \(list($0.parts))" }
      lines += comparison.merges.map { "  \(list($0.parts)) merge into \($0.whole)" }
      return lines.joined(separator: "\n")
    }
  }

  private let first: URL
  private let second: URL

  /// A comparison of the clusterings in two folders.
  public init(_ first: URL, _ second: URL) {
    self.first = first
    self.second = second
  }

  /// Compares row by row.
  ///
  /// - Throws: `DiscoveryError`, also if the two have different features; `WorkbenchError`.
  public func perform() throws -> Result {
    let (one, other) = (try StoredClustering(at: first), try StoredClustering(at: second))
    guard one.record.features == other.record.features else {
      throw DiscoveryError(
        .unusable, at: second.path, "is a clustering of other features than \(first.path)",
        remedy: "Compare clusterings of one feature file.")
    }
    return Result(
      comparison: PartitionComparison(one.assignment.clusterOfRow, other.assignment.clusterOfRow), first: one,
      second: other)
  }
}
