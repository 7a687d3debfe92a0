import Discovery
import Foundation
import Labels
import Workbench

extension Experiment {
  /// How features are clustered.
  ///
  /// - Throws: `ClusteringError` with code `.configuration`.
  func clustering(budget: ResourceBudget) throws -> ClusteringRun {
    try ClusteringRun(cluster, selecting: selection, cropCells: mosaic.cropCells, budget: budget)
  }

  /// How clusterings are judged.
  ///
  /// - Throws: `LabelsError` where the store of labels cannot be read, or was named and does not exist.
  func judging(budget: ResourceBudget) throws -> JudgingRun {
    if labels.store != nil { _ = try LabelStore(at: labelStore) }
    let accepted = try AcceptedLabels(
      inStoreAt: labelStore, matching: LabelMatching(minimumOverlap: labels.overlap))
    return JudgingRun(
      judge, labels: accepted, cropCells: mosaic.cropCells, seed: UInt64(general.seed), budget: budget)
  }

  /// The file that labels are kept in.
  var labelStore: URL {
    labels.store.map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: runtime.outputs, isDirectory: true).appendingPathComponent("labels.sqlite")
  }
}
