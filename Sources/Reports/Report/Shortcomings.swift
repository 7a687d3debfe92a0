import Discovery
import Foundation
import Runs
import Scoring
import Workbench

/// What a reader of the figures must know before believing them, in sentences.
struct Shortcomings {
  let sentences: [String]

  /// Below this number of patients the page warns of wide intervals. The number is this program's choice.
  private static let fewPatients = 50

  /// The shortcomings of a run's results.
  ///
  /// - Parameter provenance: nil if the run has none.
  /// - Throws: `DiscoveryError` for a damaged judgement or damaged measures.
  init(_ source: ReportSource, _ evaluation: Evaluation, _ provenance: Provenance?) throws {
    var sentences: [String] = []
    if source.isDrawn {
      sentences.append(
        "The photographs were drawn by the program. No figure on this page says anything about real eyes.")
    }
    if let status = source.status, status.state != .done {
      sentences.append(
        "The run is not finished (\(status.phrase)): what is missing on this page was not made yet.")
    }
    if source.skippedCount > 0 {
      sentences.append(
        "\(Counted.text(source.skippedCount, "picture")) could not be prepared and \(source.skippedCount == 1 ? "is" : "are") "
          + "in no figure; skipped.csv says why.")
    }
    if !source.splits.contains(where: { evaluation.splits[$0]?.grading.isEmpty == false }) {
      sentences.append("No held-out picture with a grade was evaluated, so nothing is known of the grading.")
    }
    for split in source.splits {
      guard let measures = evaluation.splits[split] else { continue }
      sentences += Self.grading(measures, split, decidedBy: source.decidingHead)
      sentences += Self.lesions(measures, split)
    }
    for clustering in source.clusterings { sentences += try Self.clusters(clustering) }
    sentences += provenance?.libraryChanges ?? []
    self.sentences = sentences
  }

  // MARK: -

  private static func grading(
    _ measures: Evaluation.Split, _ split: String, decidedBy head: String
  ) -> [String] {
    guard let report = measures.grading[head] else { return [] }
    var sentences: [String] = []
    if report.patientCount < fewPatients {
      sentences.append(
        "The \(split) split has \(Counted.text(report.patientCount, "patient")) with grades: one of them can move every "
          + "figure.")
    }
    if reaches(report.kappa, 0) {
      sentences.append(
        "On the \(split) split the grades are no better than chance: kappa \(ReportWords.estimate(report.kappa))."
      )
    }
    if reaches(report.referableAUC, 0.5) {
      sentences.append(
        "On the \(split) split referable pictures are not told from others: AUC "
          + "\(ReportWords.estimate(report.referableAUC)).")
    }
    if let margin = measures.margin, reaches(margin.kappa, 0) {
      sentences.append(
        "On the \(split) split the grades can be told as well from nuisance measurements alone (margin of kappa "
          + "\(ReportWords.estimate(margin.kappa))): the network may have learned the camera rather than lesions."
      )
    }
    let count = ConfusionMatrix.gradeCount
    let never = (0..<count).filter { grade in
      report.gradeCounts[grade] > 0
        && (0..<count).allSatisfy { report.confusion[$0 * count + grade] == 0 }
    }
    if !never.isEmpty {
      sentences.append(
        "On the \(split) split \(never.count == 1 ? "grade" : "grades") \(ReportWords.list(never.map { "\($0)" })) "
          + "\(never.count == 1 ? "is" : "are") never predicted, although there are such pictures.")
    }
    return sentences
  }

  private static func lesions(_ measures: Evaluation.Split, _ split: String) -> [String] {
    measures.lesions.sorted { $0.key < $1.key }.compactMap { name, report in
      guard report.pictureCount > 0, let margin = report.margin, reaches(margin, 0) else { return nil }
      return
        "On the \(split) split the \(name) boxes find no more lesions than the blind baseline "
        + "\(report.strongestBaseline ?? "") (margin \(ReportWords.estimate(margin)))."
    }
  }

  private static func clusters(_ clustering: ReportSource.Clustering) throws -> [String] {
    let record = clustering.stored.record
    var sentences: [String] = []
    func say(_ text: String) { sentences.append("Clusters of \(clustering.rows): \(text)") }
    if let warning = record.convergenceWarning { say(warning) }
    guard let judgement = try JudgingRun.judgement(of: clustering.stored) else {
      say("they are not judged.")
      return sentences
    }
    let warned = judgement.clusters.count { !$0.warnings.isEmpty }
    if warned > 0 {
      let kinds = Judgement.Warning.allCases.compactMap { warning -> String? in
        let count = judgement.count(of: warning)
        guard count > 0 else { return nil }
        switch warning {
        case .singleRegion: return "\(count) of a single region"
        case .onePatient: return "\(count) of one patient"
        case .border: return "\(count) at the border of the retina"
        }
      }
      say(
        "\(Counted.text(warned)) of \(Counted.text(judgement.clusters.count)) have a warning ("
          + "\(kinds.joined(separator: ", "))).")
    }
    if let enrichment = judgement.enrichment, enrichment.isDescriptive {
      say("the test for disease is \(enrichment.basis).")
    }
    if let purity = judgement.knowledge?.purity, purity.purity <= purity.permutedInterval.high {
      say("they are no purer in lesion types than clusters of the same sizes by chance.")
    }
    sentences += try misled(clustering)
    return sentences
  }

  /// Clusters that follow something else more closely than lesions.
  private static func misled(_ clustering: ReportSource.Clustering) throws -> [String] {
    let folder = clustering.stored.folder
    guard FileManager.default.fileExists(atPath: folder.appendingPathComponent(ClusterMeasures.fileName).path)
    else { return [] }
    return try ClusterMeasures(writtenIn: folder).agreements.compactMap { agreement in
      guard let margin = agreement.typeMargin, margin < 0 else { return nil }
      return
        "Clusters of \(clustering.rows): they agree more with the \(agreement.label) than with the type of lesion (adjusted "
        + "mutual information higher by \(ReportWords.figure(-margin)))."
    }
  }

  /// Whether the interval of a figure holds the value of a network that learned nothing, or lies below it.
  private static func reaches(_ estimate: Estimate, _ value: Double) -> Bool {
    guard let low = estimate.interval?.low ?? estimate.value else { return false }
    return low <= value
  }
}
