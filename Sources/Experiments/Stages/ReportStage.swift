import Discovery
import Foundation
import Fundus
import Metrics
import Runs
import Workbench

/// The last page: what was found and which files to open.
struct ReportStage {
  let experiment: Experiment
  let runner: StageRunner
  let prepared: PreparedSet
  let features: URL
  let found: DiscoveryStages.Found

  /// Composes the page and keeps it as `summary.txt`.
  func perform() throws -> String {
    let evaluation = try CanonicalJSON.decode(
      Evaluation.self, from: runner.run.evaluation,
      damaged: "Delete the file; the stage that wrote it runs again.")
    var lines = [
      "", "\(experiment.general.name): what was found", "Research use only. Intervals are 95 %, by patient.",
      "",
    ]
    lines += [pictures]
    for split in EvaluateStage.splits {
      guard let measures = evaluation.splits[split.rawValue] else { continue }
      lines += grading(measures, split)
      lines += lesions(measures)
    }
    lines += clusters
    lines += ["", "Seconds by stage:"]
    lines += runner.stageSeconds.map {
      String(format: "  %-18@ %7.1f", $0.stage.rawValue as NSString, $0.seconds)
    }
    lines += ["", "Open:"]
    lines += files.map { "  \($0.path)" }
    let text = lines.joined(separator: "\n") + "\n"
    try AtomicFile.write(text, to: runner.run.summary)
    return text
  }

  // MARK: -

  private var pictures: String {
    let entries = prepared.manifest.entries
    let counts = Split.allCases.compactMap { split -> String? in
      let count = entries.count { $0.split == split }
      return count > 0 ? "\(split.rawValue) \(count)" : nil
    }
    let skipped = prepared.skipped.isEmpty ? "" : ", \(prepared.skipped.count) skipped (see skipped.csv)"
    return "Pictures: \(counts.joined(separator: ", "))\(skipped)."
  }

  private func grading(_ measures: Evaluation.Split, _ split: Split) -> [String] {
    guard let y = measures.grading["y"] else { return [] }
    var lines = ["", "Grades on \(split.rawValue) (\(y.pictureCount) pictures, \(y.patientCount) patients):"]
    lines.append("  quadratic kappa    \(y.kappa.prose)")
    lines.append("  referable AUC      \(y.referableAUC.prose)")
    if let nuisance = measures.nuisance, let margin = measures.margin {
      lines.append(
        "  by nuisance alone  kappa \(nuisance.kappa.prose), AUC \(nuisance.referableAUC.prose)")
      lines.append("  margin over it     kappa \(margin.kappa.prose), AUC \(margin.referableAUC.prose)")
    }
    return lines
  }

  private func lesions(_ measures: Evaluation.Split) -> [String] {
    measures.lesions.sorted { $0.key > $1.key }.flatMap { name, report -> [String] in
      let side = Int(report.rule.side.rounded())
      let baselines = report.baselines.map { baseline in
        "\(baseline.name) \(baseline.pooled.map { String(format: "%.3f", $0) } ?? "undefined")"
      }
      let types = report.byType.sorted { $0.key < $1.key }.map { type, estimate in
        "\(type) \(estimate.value.map { String(format: "%.2f", $0) } ?? "-")"
      }
      return [
        "  lesions in the \(name) (\(side) px): \(report.pooled.prose); \(types.joined(separator: ", "))",
        "    blind: \(baselines.joined(separator: ", ")); margin \(report.margin?.prose ?? "undefined")",
      ]
    }
  }

  private var clusters: [String] {
    let record = found.clustering.record
    let state = record.converged ? "converged after" : "NOT converged after"
    return [
      "",
      "Clusters: \(record.clusterCount) of \(record.rowCount) features, \(state) \(record.iterations) iterations.",
    ] + found.measures.lines.map { "  \($0)" }
  }

  private var files: [URL] {
    var files: [URL] = []
    if let atlas = found.atlas {
      let folder = found.clustering.folder
      files += [atlas, folder.appendingPathComponent("contact-sheet.html")]
      files += [folder.appendingPathComponent("candidates.txt"), folder.appendingPathComponent("mosaics")]
    }
    if FileManager.default.fileExists(atPath: runner.run.attention.path) {
      files.append(runner.run.attention)
    }
    return files + [features, runner.run.evaluation, runner.run.summary]
  }
}

extension Estimate {
  /// The value with its interval.
  var prose: String {
    guard let value else { return "undefined" }
    guard let interval else { return String(format: "%.3f", value) }
    return String(format: "%.3f (%.3f to %.3f)", value, interval.low, interval.high)
  }
}
