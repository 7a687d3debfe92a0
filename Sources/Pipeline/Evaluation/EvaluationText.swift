import Foundation
import Fundus
import Reports
import Runs
import Scoring
import Settings

/// The results of an evaluation as lines of text, for the terminal and for `summary.txt`.
struct EvaluationText {
  private let evaluation: Evaluation
  private let deciding: String

  /// The text of the results of an experiment.
  init(_ evaluation: Evaluation, _ experiment: Experiment) {
    self.evaluation = evaluation
    deciding = experiment.heads.decision.rawValue
  }

  /// Grades and lesions of every split that has them.
  var lines: [String] {
    Split.allCases.flatMap { split in
      evaluation.splits[split.rawValue].map { grading($0, split) + supportVectors($0) + lesions($0) } ?? []
    }
  }

  // MARK: -

  private func grading(_ measures: Evaluation.Split, _ split: Split) -> [String] {
    guard let y = measures.grading[deciding] else { return [] }
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

  private func supportVectors(_ measures: Evaluation.Split) -> [String] {
    (measures.supportVectors ?? [:]).sorted { $0.key > $1.key }.map { question, report in
      let by = report.foldCount.map { "\($0) folds" } ?? "training pictures"
      return
        "  SVM, \(question) by \(by): AUC \(report.areaUnderCurve.prose), accuracy \(report.accuracy.prose), "
        + "sensitivity at specificity 0.5 \(report.sensitivityAtSpecificity50.prose)"
    }
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
}
