import Foundation
import Workbench

/// The cluster of every row of a feature file.
///
/// Clusters are numbered by size, the largest first, ties by the row of the exemplar.
public struct ClusterAssignment: Hashable, Sendable {
  /// The cluster of every row; -1 if the row reaches no exemplar.
  public let clusterOfRow: [Int]
  /// The similarity of every row to its exemplar; for an exemplar its preference, NaN for an unassigned row.
  public let similarityOfRow: [Double]
  /// The row of every cluster's exemplar.
  public let exemplars: [Int]
  /// The rows of every cluster, ascending.
  public let members: [[Int]]

  /// Numbers the clusters that exemplars define.
  ///
  /// - Parameters:
  ///   - exemplarOfRow: for every row the row of its exemplar, itself for an exemplar, -1 for none.
  ///   - similarityOfRow: as the property.
  public init(exemplarOfRow: [Int], similarityOfRow: [Double]) {
    precondition(exemplarOfRow.count == similarityOfRow.count, "one similarity for every row")
    let rowsByExemplar = Dictionary(grouping: exemplarOfRow.indices, by: { exemplarOfRow[$0] })
      .filter { $0.key >= 0 }
    let ordered = rowsByExemplar.sorted {
      $0.value.count == $1.value.count ? $0.key < $1.key : $0.value.count > $1.value.count
    }
    var clusterOfRow = [Int](repeating: -1, count: exemplarOfRow.count)
    for (cluster, group) in ordered.enumerated() {
      for row in group.value { clusterOfRow[row] = cluster }
    }
    self.clusterOfRow = clusterOfRow
    self.similarityOfRow = similarityOfRow
    exemplars = ordered.map(\.key)
    members = ordered.map { $0.value.sorted() }
  }

  /// The number of clusters.
  public var clusterCount: Int { exemplars.count }

  /// The rows that belong to no cluster.
  public var unassignedCount: Int { clusterOfRow.count { $0 < 0 } }

  // MARK: - assignments.csv

  /// The table `row,cluster,exemplar,similarity`, one line for every row of the features.
  var csv: String {
    var writer = CSVWriter(columns: Self.columns)
    for (row, cluster) in clusterOfRow.enumerated() {
      writer.append([
        "\(row)", "\(cluster)", cluster < 0 ? "-1" : "\(exemplars[cluster])",
        CSVWriter.number(similarityOfRow[row]),
      ])
    }
    return writer.text
  }

  /// Reads `assignments.csv`.
  ///
  /// - Throws: `WorkbenchError` if the file cannot be read as a table; `DiscoveryError` `.malformed` if rows are
  ///   missing, a number is invalid, or clusters are not numbered as this program does.
  public init(contentsOf url: URL) throws {
    let table = try CSVTable(contentsOf: url)
    let columns = try Self.columns.map { try table.index(of: $0) }
    func refuse(_ line: Int, _ reason: String) throws(DiscoveryError) -> Never {
      throw DiscoveryError(
        .malformed, at: "\(url.path), line \(line)", reason, remedy: "Restore the file, or cluster again.")
    }
    var clusters: [Int] = []
    var exemplarOfRow: [Int] = []
    var similarityOfRow: [Double] = []
    for (index, row) in table.rows.enumerated() {
      let cells = columns.map { row.cells[$0] }
      guard Int(cells[0]) == index, let cluster = Int(cells[1]), let exemplar = Int(cells[2]),
        exemplar < table.rows.count, exemplar >= -1,
        let similarity = cells[3].isEmpty ? .nan : Double(cells[3])
      else {
        try refuse(row.line, "is not row \(index), its cluster, its exemplar's row and its similarity")
      }
      clusters.append(cluster)
      exemplarOfRow.append(exemplar)
      similarityOfRow.append(similarity)
    }
    for (index, exemplar) in exemplarOfRow.enumerated()
    where exemplar >= 0 && exemplarOfRow[exemplar] != exemplar {
      try refuse(
        table.rows[index].line, "names row \(exemplar) as its exemplar, which has another exemplar itself")
    }
    self.init(exemplarOfRow: exemplarOfRow, similarityOfRow: similarityOfRow)
    for (index, cluster) in clusters.enumerated() where cluster != clusterOfRow[index] {
      try refuse(
        table.rows[index].line,
        "gives the row cluster \(cluster), but its exemplar's is \(clusterOfRow[index])")
    }
  }

  private static let columns = ["row", "cluster", "exemplar", "similarity"]
}
