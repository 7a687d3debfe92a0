import Discovery
import Foundation
import Runs
import Scoring
import Workbench

/// The measures of a member: a few of each evaluation and clustering, for the table of its sweep.
struct MemberFigures {
  /// Names of measures, in the order of the table; others come after them, by name.
  private static let order = [
    "kappa", "kappa_low", "kappa_high", "referable_auc", "referable_auc_low", "referable_auc_high",
    "kappa_margin",
    "lesion_recall", "lesion_recall_low", "lesion_recall_high", "clusters", "silhouette", "stability",
    "candidates",
  ]

  /// By name.
  private(set) var values: [String: Double] = [:]

  /// The measures of a finished run.
  ///
  /// - Parameter clusterings: the folders of its clusterings, by what was clustered.
  /// - Throws: if a record cannot be read.
  init(of run: RunDirectory, clusterings: [(rows: ClusteredRows, folder: URL)]) throws {
    if let figures = try Evaluation.readIfPresent(from: run)?.keyFigures {
      add("kappa", figures.kappa)
      add("referable_auc", figures.referableAUC)
      values["kappa_margin"] = figures.kappaMargin?.value
      figures.lesionRecall.map { add("lesion_recall", $0) }
    }
    for (rows, folder) in clusterings {
      let prefix = rows == .cells ? "" : rows.rawValue.replacing("-", with: "_") + "_"
      values[prefix + "clusters"] = Double(try StoredClustering.record(at: folder).clusterCount)
      let judgement = try CanonicalJSON.decode(
        Judgement.self, from: folder.appendingPathComponent(JudgingRun.fileName))
      values[prefix + "silhouette"] = judgement.silhouette
      values[prefix + "stability"] = judgement.stability?.mean
      values[prefix + "candidates"] = judgement.enrichment.map { _ in
        Double(judgement.candidateClusters.count)
      }
    }
  }

  /// The names of the measures that some members have, in the order of the table.
  static func names(of figures: [[String: Double]]) -> [String] {
    let all = Set(figures.flatMap(\.keys))
    return order.filter(all.contains) + all.subtracting(order).sorted()
  }

  // MARK: -

  private mutating func add(_ name: String, _ estimate: Estimate) {
    values[name] = estimate.value
    values[name + "_low"] = estimate.interval?.low
    values[name + "_high"] = estimate.interval?.high
  }
}
