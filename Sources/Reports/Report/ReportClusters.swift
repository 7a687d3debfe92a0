import Discovery
import Foundation
import Workbench

/// One clustering on the page: its measures, its candidates, and a card with tiles for each cluster.
struct ReportClusters {
  /// One cluster.
  struct Card {
    let number: Int
    /// `candidate 2`; nil for a cluster that is no candidate.
    let rank: String?
    let counts: String
    let gradeBar: String
    let remarks: [String]
    let warnings: [String]
    /// The first tiles as one picture; nil if no tiles were made.
    let tiles: String?
    /// What that picture shows.
    let tilesShown: String
  }

  let title: String
  let facts: String
  /// What was measured of the whole, line by line.
  let measures: [String]
  let candidatesHeading: String
  let candidatesNote: String
  let candidates: [String]
  let setAside: [String]
  let cards: [Card]
  /// Clusters that are not shown, in a sentence; nil if all are.
  let leftOut: String?

  private static let sheet = TileSheet()
  private static let sheetPixels = 1100

  /// - Parameter limit: the largest number of cards.
  init(_ clustering: ReportSource.Clustering, limit: Int) throws {
    let (stored, mined) = (clustering.stored, clustering.mined)
    try stored.check(isOf: mined)
    let record = stored.record
    let judgement = try JudgingRun.judgement(of: stored)
    let table = ClusterTable(stored.assignment, mined: mined, types: RegionKnowledge(mined)?.types)
    let rowCount = record.rowCount - record.leftOutCount
    title = "Clusters of \(clustering.rows)"
    facts =
      "\(Counted.text(record.clusterCount, "cluster")) of \(Counted.text(rowCount, "row")) of "
      + "\(Counted.text(mined.images.count, "picture")), clustering \(record.id), "
      + (record.converged ? "converged" : "not converged") + " after "
      + Counted.text(record.iterations, "iteration") + "."
    let hasMeasures = FileManager.default.fileExists(
      atPath: stored.folder.appendingPathComponent(ClusterMeasures.fileName).path)
    measures = hasMeasures ? try ClusterMeasures(writtenIn: stored.folder).lines : []
    let list = judgement.map { CandidateList($0, table: table) }
    candidatesHeading = list?.heading ?? "Candidate lesions"
    candidates = list?.candidates.map { "Cluster \($0.cluster): \($0.reason)." } ?? []
    setAside = list?.setAside.map { "Cluster \($0.cluster): \($0.reason)." } ?? []
    candidatesNote = Self.note(judgement)
    let order = Self.order(judgement, count: record.clusterCount)
    let tiles = try TileStore(storedOf: mined)
    let responses = mined.regions.map(\.response)
    let patients = mined.regions.indices.map { mined.image(ofRow: $0).patient }
    cards = try order.prefix(limit).map { number in
      let rows = MosaicOrder.similarity.rows(
        of: number, in: stored.assignment, responseOfRow: responses, patientOfRow: patients)
      return try Self.card(table.clusters[number], rows, of: mined, judgement, tiles)
    }
    let hiddenCount = order.count - cards.count
    leftOut =
      hiddenCount > 0
      ? "\(Counted.text(hiddenCount, "smaller cluster")) \(hiddenCount == 1 ? "is" : "are") left out here "
        + "(report.clusters). Every cluster has a mosaic in the run directory." : nil
  }

  // MARK: -

  /// As in the gallery with its candidates first; the others by size, which is their number.
  private static func order(_ judgement: Judgement?, count: Int) -> [Int] {
    let candidates = judgement?.candidateClusters ?? []
    return candidates + (0..<count).filter { !candidates.contains($0) }
  }

  /// `most often MA (40 %)`.
  private static func leading(_ type: (text: String, fraction: Double)) -> String {
    let share = ReportWords.percent(type.fraction)
    return type.text == "none" ? "no known lesion (\(share))" : "most often \(type.text) (\(share))"
  }

  private static func note(_ judgement: Judgement?) -> String {
    guard let judgement else { return "The clusters are not judged, so none is a candidate." }
    guard let enrichment = judgement.enrichment else {
      return "No grades are known, so no cluster can be associated with disease."
    }
    let known =
      judgement.knowledge == nil
      ? "No lesions are known for these pictures, so nothing has been compared with known lesions."
      : "Explained: at least \(ReportWords.percent(judgement.settings.explainedFraction)) of its regions show a known "
        + "lesion or carry a label."
    return
      "A candidate is enriched (its patients have higher grades than the mean of "
      + String(format: "%.2f", enrichment.meanGrade)
      + ", false-discovery rate \(judgement.settings.falseDiscoveryRate)), has no warning and is not explained. "
      + (enrichment.isDescriptive
        ? "The test is \(enrichment.basis); it says nothing about other patients. "
        : "The pictures were held out from training. ") + known
  }

  private static func card(
    _ summary: ClusterSummary, _ rows: [Int], of mined: MinedRegions, _ judgement: Judgement?,
    _ tiles: TileStore?
  ) throws -> Card {
    let number = summary.cluster
    let said = judgement.map { ClusterRemarks(number, of: $0) }
    let stability = judgement?.clusters[number].stability
    let shownCount = sheet.shown(of: rows).count
    return Card(
      number: number, rank: said?.rankText,
      counts: [
        Counted.text(summary.regionCount, "region"), summary.imageCount.map { Counted.text($0, "picture") },
        summary.patientCount.map { Counted.text($0, "patient") },
        summary.leadingType.map(Self.leading),
        stability.map { "stability \(String(format: "%.2f", $0))" },
      ].compactMap { $0 }.joined(separator: " · "),
      gradeBar: GradeBar.html(summary.grades),
      remarks: [said?.enrichment, said?.explained].compactMap { $0 }, warnings: said?.warnings ?? [],
      tiles: try tiles.map { tiles in
        try DataURI.jpeg(try sheet.drawn(rows, of: mined, tiles: tiles), width: sheetPixels)
      },
      tilesShown:
        "\(shownCount == rows.count ? "All" : "The first \(shownCount) of") \(Counted.text(rows.count, "region")) of "
        + "cluster \(number), the exemplar first")
  }
}
