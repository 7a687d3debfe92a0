import Discovery
import Reports
import Workbench

/// What is said of a cluster on its card and at the top of its own page.
struct ClusterCard {
  let number: Int
  let url: String
  /// `candidate 2`; nil for a cluster that is no candidate.
  let rank: String?
  let counts: String
  let gradeBar: String
  let remarks: [String]
  let warnings: [String]
  /// Addresses of the first patches, the exemplar first.
  let tiles: [String]
  /// What people said, and the form to say more.
  let judgement: JudgementForm

  /// Tiles on a card.
  private static let tileCount = 6

  init(
    _ number: Int, of clustering: OpenClustering, _ opinions: ClusterOpinions,
    _ viewing: Viewing
  ) {
    let summary = clustering.summaries[number]
    let found = clustering.judgement?.clusters[number]
    let said = clustering.judgement.map { ClusterRemarks(number, of: $0) }
    self.number = number
    url = clustering.address.cluster(number)
    let isOpen = !viewing.isBlind
    rank = isOpen ? said?.rankText : nil
    counts = [
      Counted.text(summary.regionCount, "region"), summary.imageCount.map { Counted.text($0, "picture") },
      summary.patientCount.map { Counted.text($0, "patient") },
      isOpen ? clustering.typeShares(of: number) : nil,
      (found?.stability).map { "stability \(Words.short($0))" },
    ].compactMap { $0 }.joined(separator: " · ")
    gradeBar = isOpen ? GradeBar.html(summary.grades) : ""
    remarks = isOpen ? [said?.enrichment, said?.explained].compactMap { $0 } : []
    warnings = said?.warnings ?? []
    let rows =
      clustering.file.tiles == nil
      ? [] : clustering.rows(of: number, order: .similarity).prefix(Self.tileCount)
    tiles = rows.map { clustering.address.tile($0) }
    judgement = JudgementForm(
      opinions, cluster: number, exemplar: summary.exemplar, of: clustering.address)
  }
}
