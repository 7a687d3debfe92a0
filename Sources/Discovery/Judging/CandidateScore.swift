import Foundation
import Workbench

/// How well a candidate list finds marks that are known only for scoring: the unlisted lesion of drawn photographs,
/// which should be ranked high, and the controls, which should not be ranked.
public struct CandidateScore: Codable, Hashable, Sendable {
  /// One kind of thing.
  public struct Target: Codable, Hashable, Sendable {
    /// `unlisted`, or the name of a control.
    public let type: String
    /// Regions that show it, see `MinedRegions.shows(_:row:)`.
    public let regionCount: Int
    /// The cluster that matches it best: the one with the highest F1, ties by number; nil if no region shows it.
    public let bestCluster: Int?
    /// Share of that cluster's regions that show it.
    public let purity: Double?
    /// Share of the regions that show it and lie in that cluster.
    public let recall: Double?
    /// That cluster's rank among the candidates; nil if it is not a candidate.
    public let rank: Int?
    /// 0 for the first of all clusters, 1 for the last and for one without a rank.
    public let normalisedRank: Double
    /// Share of the first three ranks that go to clusters of which at least half the regions show it.
    public let precisionAt3: Double
  }

  /// Clusters of the clustering.
  public let clusterCount: Int
  /// Clusters on the list.
  public let candidateCount: Int
  /// By name, `unlisted` first.
  public let targets: [Target]

  /// Scores the candidates of a judgement.
  ///
  /// - Parameter marks: boxes by type and by picture, in source pixels.
  public init(
    _ judgement: Judgement, of assignment: ClusterAssignment, mined: MinedRegions,
    marks: [String: [String: [Box]]]
  ) {
    let candidates = judgement.candidateClusters
    clusterCount = assignment.clusterCount
    candidateCount = candidates.count
    let types = marks.keys.sorted {
      ($0 == "unlisted" ? 0 : 1, $0) < ($1 == "unlisted" ? 0 : 1, $1)
    }
    targets = types.map { type in
      let shows = mined.regions.indices.map { row in
        let boxes = marks[type]?[mined.image(ofRow: row).id] ?? []
        return boxes.contains { mined.shows($0, row: row) }
      }
      let total = shows.count { $0 }
      let hits = assignment.members.map { rows in rows.count { shows[$0] } }
      let fits = zip(hits, assignment.members).map { hit, rows in
        2 * Double(hit) / Double(max(1, rows.count + total))
      }
      let best = fits.indices.max { fits[$0] == fits[$1] ? $0 > $1 : fits[$0] < fits[$1] }
        .flatMap { hits[$0] > 0 ? $0 : nil }
      let rank = best.flatMap { candidates.firstIndex(of: $0) }.map { $0 + 1 }
      let found = candidates.prefix(3).count { 2 * hits[$0] >= assignment.members[$0].count }
      return Target(
        type: type, regionCount: total, bestCluster: best,
        purity: best.map { Double(hits[$0]) / Double(assignment.members[$0].count) },
        recall: best.map { Double(hits[$0]) / Double(total) }, rank: rank,
        normalisedRank: rank.map { Double($0 - 1) / Double(max(1, assignment.clusterCount - 1)) } ?? 1,
        precisionAt3: Double(found) / 3)
    }
  }

  /// The marks of a drawn data set: the tables `unlisted.csv` and `controls.csv` of its folder `truth/`.
  ///
  /// - Throws: `WorkbenchError` for a table that cannot be read; `DiscoveryError` `.malformed` for a box that is none.
  public static func marks(in truth: URL) throws -> [String: [String: [Box]]] {
    var marks: [String: [String: [Box]]] = [:]
    for name in ["unlisted.csv", "controls.csv"] {
      let table = try CSVTable(contentsOf: truth.appendingPathComponent(name))
      let columns = try ["image", "type", "x0", "y0", "x1", "y1"].map { try table.index(of: $0) }
      for row in table.rows {
        let numbers = columns.dropFirst(2).compactMap { Float(row.cells[$0]) }
        guard numbers.count == 4 else {
          throw DiscoveryError(
            .malformed, at: "\(table.place), line \(row.line)", "is not a box of four numbers")
        }
        let box = Box(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])
        marks[row.cells[columns[1]], default: [:]][row.cells[columns[0]], default: []].append(box)
      }
    }
    return marks
  }

  /// The score as lines of text.
  public var lines: [String] {
    func short(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "-" }
    return ["Scored with the truth: \(candidateCount) of \(clusterCount) clusters are listed."]
      + targets.map { target in
        guard let best = target.bestCluster else { return "  \(target.type): no region shows it" }
        let rank = target.rank.map { "rank \($0)" } ?? "not listed"
        return
          "  \(target.type): best cluster \(best) (purity \(short(target.purity)), recall \(short(target.recall)) of "
          + "\(target.regionCount) regions), \(rank); precision of the first three \(short(target.precisionAt3))"
      }
  }
}
