import Foundation

/// The recommended member of a sweep, and the reason.
///
/// Members that did not converge, or have fewer clusters than `minimum_clusters` or more clusters than half of the
/// rows, are not eligible. Of the others, the one with the best mean of its ranks by stability and by silhouette is
/// chosen, ties by fewer clusters, then by number. Known lesions and grades are not used, so that purity and enrichment
/// remain a check of the choice.
struct SweepAdvice: Codable, Hashable, Sendable {
  /// The member's number; nil if none is eligible.
  let member: Int?
  /// The reason as text.
  let reason: String

  init(_ rows: [SweepRow], paths: [String], rowCount: Int, minimumClusterCount: Int) {
    let eligible = rows.compactMap { row -> (row: SweepRow, measures: SweepRow.Measures)? in
      guard let found = row.measures, found.converged, found.clusterCount >= minimumClusterCount,
        2 * found.clusterCount <= rowCount, found.silhouette != nil
      else { return nil }
      return (row, found)
    }
    let left = rows.count - eligible.count
    let except =
      left == 0
      ? ""
      : " (\(left) left out: failed, not converged, fewer than \(minimumClusterCount) clusters, or more than half of the rows)"
    guard !eligible.isEmpty else {
      member = nil
      reason = "No member can be recommended\(except)."
      return
    }
    let hasStability = eligible.allSatisfy { $0.measures.stability != nil }
    let silhouettes = Self.ranks(eligible.map { $0.measures.silhouette ?? -1 })
    let stabilities = hasStability ? Self.ranks(eligible.map { $0.measures.stability ?? 0 }) : silhouettes
    let best = eligible.indices.min { one, other in
      let (a, b) = (stabilities[one] + silhouettes[one], stabilities[other] + silhouettes[other])
      if a != b { return a < b }
      let (m, n) = (eligible[one].measures.clusterCount, eligible[other].measures.clusterCount)
      return m == n ? one < other : m < n
    }
    guard let best else { preconditionFailure("a list that is not empty has a smallest element") }
    let (row, found) = eligible[best]
    let values = zip(paths, row.values).map { "\($0)=\($1)" }.joined(separator: " ")
    func measure(_ name: String, _ value: Double?, _ rank: Double) -> String {
      "\(name) \(String(format: "%.3f", value ?? 0)), rank \(String(format: "%g", rank))"
    }
    let why =
      hasStability
      ? "best mean rank by stability and silhouette of \(eligible.count) members\(except): "
        + measure("stability", found.stability, stabilities[best]) + "; "
        + measure("silhouette", found.silhouette, silhouettes[best])
      : "best silhouette of \(eligible.count) members\(except); stability was not measured: "
        + measure("silhouette", found.silhouette, silhouettes[best])
    member = row.member
    reason =
      "Member \(row.member) (\(values), \(found.clusterCount) clusters) is recommended: \(why). "
      + "Known lesions and grades were not used."
  }

  /// Ranks from 1 for the largest; equal values share their mean rank.
  static func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      let above = values.count { $0 > value }
      let equal = values.count { $0 == value }
      return Double(above) + Double(equal + 1) / 2
    }
  }
}
