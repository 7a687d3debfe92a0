import Runs
import Scoring
import Workbench

/// The lesions of one split on the page: a table of the kinds of boxes, and a plot.
struct ReportLesions {
  /// A row of the table.
  struct Row {
    let boxes: String
    let pooled: String
    let perPerson: String
    let byType: String
    let strongest: String
    let margin: String
    let covered: String
  }

  let split: String
  let facts: String
  let rows: [Row]
  /// The published figures, where the threshold is the paper's; nil elsewhere.
  let published: String?
  let plots: [ReportPlot]

  /// The lesions of a split; nil if none are known.
  init?(_ split: String, _ measures: Evaluation.Split, plots: [ReportPlot]) {
    let reports = measures.lesions.sorted { ($1.value.rule.side, $0.key) < ($0.value.rule.side, $1.key) }
    guard let first = reports.first?.value, first.pictureCount > 0 else { return nil }
    self.split = split
    self.plots = plots
    let types = first.lesionCounts.sorted { $0.key < $1.key }.map { "\(Counted.text($1)) \($0)" }
    facts =
      "\(Counted.text(first.lesionCounts.values.reduce(0, +), "lesion")) (\(types.joined(separator: ", "))) in "
      + "\(Counted.text(first.pictureCount, "picture")). A lesion counts as found if a box covers more than "
      + "\(ReportWords.percent(first.threshold)) of it (IoM)."
    rows = reports.map { name, report in
      let baseline = report.baselines.first { $0.name == report.strongestBaseline }
      return Row(
        boxes: "\(name), \(Int(report.rule.side.rounded())) pixels",
        pooled: ReportWords.estimate(report.pooled),
        perPerson: ReportWords.estimate(report.perPerson),
        byType: report.byType.sorted { $0.key < $1.key }.map { "\($0) \(ReportWords.figure($1.value))" }
          .joined(
            separator: ", "),
        strongest: baseline.map { "\($0.name) \(ReportWords.figure($0.pooled))" } ?? "–",
        margin: ReportWords.estimate(report.margin),
        covered: report.coveredFraction.map(ReportWords.percent) ?? "–")
    }
    let paper = PublishedFigures.lesions
    published =
      abs(first.threshold - paper.threshold) < 1e-6
      ? "Published for Zoom-in-Net, on other photographs: \(ReportWords.figure(paper.byBox)) by lesion, "
        + "\(ReportWords.figure(paper.byPerson)) by person." : nil
  }
}
