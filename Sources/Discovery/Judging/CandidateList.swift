import Foundation
import Fundus
import Workbench

/// Clusters that are associated with disease and that no known lesion explains, the strongest first.
public struct CandidateList: Hashable, Sendable {
  /// One cluster of the list.
  public struct Candidate: Hashable, Sendable {
    /// From 1.
    public let rank: Int
    /// The cluster's number.
    public let cluster: Int
    /// Why it is in the list, in a sentence.
    public let reason: String
  }

  /// The names of the files in a clustering's folder.
  static let tableName = "candidates.csv"
  static let pageName = "candidates.txt"

  /// In the order of ranks.
  public let candidates: [Candidate]
  /// Enriched clusters that are not candidates, by number, each with the reason.
  public let setAside: [(cluster: Int, reason: String)]
  /// The heading of the list.
  public let heading: String

  private let judgement: Judgement
  private let table: ClusterTable

  /// Ranks the clusters of a judgement.
  ///
  /// The order is that of `Judgement.candidateClusters`. If no lesion is known, nothing can be explained, and the
  /// heading says "unreviewed".
  public init(_ judgement: Judgement, table: ClusterTable) {
    self.judgement = judgement
    self.table = table
    candidates = judgement.candidateClusters.enumerated().map { index, number in
      Candidate(
        rank: index + 1, cluster: number,
        reason: Self.reason(for: judgement.clusters[number], judgement, table.clusters[number]))
    }
    let chosen = Set(judgement.candidateClusters)
    setAside = judgement.clusters.filter { $0.isEnriched == true && !chosen.contains($0.cluster) }.map {
      cluster in
      if let warning = cluster.warnings.first { return (cluster.cluster, Self.words(warning)) }
      let type = table.clusters[cluster.cluster].leadingType?.text ?? ""
      let share = Self.percent(cluster.explainedFraction ?? 0)
      let most = ["", RegionType.none.text].contains(type) ? "" : ", most often \(type)"
      return (cluster.cluster, "explained: \(share) of its regions \(Self.areKnown(judgement))\(most)")
    }
    heading = judgement.knowledge == nil ? "Unreviewed enriched clusters" : "Candidate lesions"
  }

  public static func == (one: CandidateList, other: CandidateList) -> Bool { one.page == other.page }
  public func hash(into hasher: inout Hasher) { hasher.combine(page) }

  /// The page of text in a judged clustering's folder.
  ///
  /// - Throws: `DiscoveryError` with code `.missing`.
  public static func page(in folder: URL) throws(DiscoveryError) -> String {
    let url = folder.appendingPathComponent(pageName)
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw DiscoveryError(
        .missing, at: url.path, "does not exist or cannot be read",
        remedy: "Judge the clustering: zoomin judge \(folder.path).")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// `rank,cluster,...`: the candidates, then the enriched clusters that were set aside, without a rank.
  var csv: String {
    var writer = CSVWriter(columns: [
      "rank", "cluster", "status", "size", "patients", "patient_grade", "enrichment_z", "enrichment_q",
      "explained_fraction", "stability", "reason",
    ])
    let status = judgement.knowledge == nil ? "unreviewed" : "candidate"
    let lines =
      candidates.map { ("\($0.rank)", $0.cluster, status, $0.reason) }
      + setAside.map { ("", $0.cluster, "set-aside", $0.reason) }
    for (rank, number, status, reason) in lines {
      let cluster = judgement.clusters[number]
      let text = { (value: Double?) in value.map { CSVWriter.number($0) } ?? "" }
      writer.append([
        rank, "\(number)", status, "\(table.clusters[number].regionCount)",
        cluster.enrichment.map { "\($0.patientCount)" } ?? "", text(cluster.enrichment?.meanSeverity),
        text(cluster.enrichment?.standardScore), text(cluster.enrichment?.qValue),
        text(cluster.explainedFraction), text(cluster.stability), reason,
      ])
    }
    return writer.text
  }

  /// The list as a page of text.
  public var page: String {
    var lines = [heading, "Research use only."]
    guard let enrichment = judgement.enrichment else {
      return (lines + ["", "No grades are known, so no cluster can be associated with disease.", ""])
        .joined(separator: "\n")
    }
    lines.append(
      "Enriched: mean grade of the cluster's patients above that of all \(enrichment.patientCount) "
        + "(\(Self.short(enrichment.meanGrade))), \(enrichment.permutationCount) permutations of grades over "
        + "patients, false-discovery rate \(judgement.settings.falseDiscoveryRate).")
    if enrichment.isDescriptive {
      lines.append("The test is \(enrichment.basis); it says nothing about other patients.")
    } else {
      lines.append("The pictures were held out from training.")
    }
    lines.append(
      judgement.knowledge == nil
        ? "No lesions are known for these pictures: nothing below has been compared with known lesions."
        : "Explained: at least \(Self.percent(judgement.settings.explainedFraction)) of a cluster's regions \(Self.areKnown(judgement))."
    )
    if let labels = judgement.labels {
      lines.append(
        "Labels: \(labels.labelCount) on these pictures, which name \(Counted.text(labels.regionCount, "region"))"
          + (labels.conflicts.isEmpty
            ? "."
            : "; \(labels.conflicts.count) of them are named differently by others or by lesion boxes, see judgement.json.")
      )
    }
    // The other notes are about figures that this page does not show.
    if let omitted = judgement.stabilityOmitted { lines.append(omitted) }
    lines.append("")
    if candidates.isEmpty { lines.append("None.") }
    lines += candidates.map { "\($0.rank). Cluster \($0.cluster): \($0.reason)." }
    if !setAside.isEmpty {
      lines += ["", "Enriched, but set aside:"]
      lines += setAside.map { "   Cluster \($0.cluster): \($0.reason)." }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: -

  private static func reason(
    for cluster: Judgement.Cluster, _ judgement: Judgement, _ summary: ClusterSummary
  ) -> String {
    var parts: [String] = []
    if let enrichment = cluster.enrichment, let grade = enrichment.meanSeverity,
      let all = judgement.enrichment?.meanGrade
    {
      parts.append(
        "its \(enrichment.patientCount) patients have mean grade \(short(grade)) against \(short(all)) "
          + "(q \(String(format: "%.4f", enrichment.qValue)))")
    }
    if let explained = cluster.explainedFraction {
      let most = summary.leadingType.map { $0.text == "none" ? "" : ", most often \($0.text)" } ?? ""
      parts.append(
        "\(percent(explained)) of its \(summary.regionCount) regions \(areKnown(judgement))\(most)")
    } else {
      parts.append("\(Counted.text(summary.regionCount, "region")), none compared with known lesions")
    }
    if let stability = cluster.stability {
      parts.append("stability \(short(stability)) when patients are left out")
    }
    return parts.joined(separator: "; ")
  }

  private static func words(_ warning: Judgement.Warning) -> String {
    switch warning {
    case .singleRegion: "a single region"
    case .onePatient: "all regions are of one patient"
    case .border: "half of its regions or more lie at the border of the retina"
    }
  }

  private static func areKnown(_ judgement: Judgement) -> String {
    judgement.labels == nil ? "show a known lesion" : "show a known lesion or carry a label"
  }

  private static func short(_ value: Double) -> String { String(format: "%.2f", value) }
  private static func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
}
