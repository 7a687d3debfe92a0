import Foundation

/// The judgement of one cluster, as text for pages.
public struct ClusterRemarks: Hashable, Sendable {
  /// Rank among the candidates, from 1.
  public let candidateRank: Int?
  /// Whether no lesions are known, so that the list is only of enriched clusters.
  public let isUnreviewed: Bool
  /// Whether the cluster's patients have more severe disease than others, with figures; nil if no grades are known.
  public let enrichment: String?
  /// Its share of known lesions; nil if none are known.
  public let explained: String?
  /// Its warnings.
  public let warnings: [String]

  /// The remarks on a cluster by its number.
  public init(_ number: Int, of judgement: Judgement) {
    let cluster = judgement.clusters[number]
    candidateRank = judgement.candidateClusters.firstIndex(of: number).map { $0 + 1 }
    isUnreviewed = judgement.knowledge == nil
    func short(_ value: Double) -> String { String(format: "%.2f", value) }
    enrichment = cluster.enrichment.flatMap { group in
      guard let grade = group.meanSeverity, let basis = judgement.enrichment else { return nil }
      let verdict = cluster.isEnriched == true ? "enriched" : "not enriched"
      let descriptive = basis.isDescriptive ? ", descriptive" : ""
      return
        "\(verdict)\(descriptive): patients' mean grade \(short(grade)) against \(short(basis.meanGrade)) "
        + "(q \(String(format: "%.2g", group.qValue)))"
    }
    explained = cluster.explainedFraction.map { "\(Int(($0 * 100).rounded())) % show known lesions" }
    warnings = cluster.warnings.map { warning in
      switch warning {
      case .singleRegion: "a single region"
      case .onePatient: "one patient only"
      case .border: "at the border of the retina"
      }
    }
  }

  /// `candidate 2`, `unreviewed 2`; nil for a cluster that is not a candidate.
  public var rankText: String? {
    candidateRank.map { "\(isUnreviewed ? "unreviewed" : "candidate") \($0)" }
  }

  /// All remarks on one line.
  public var line: String {
    ([rankText, enrichment, explained].compactMap { $0 } + warnings).joined(separator: "  \u{b7}  ")
  }
}
