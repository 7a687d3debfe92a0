import Discovery
import Foundation
import Labels
import Workbench

extension Experiment {
  /// How features are clustered.
  ///
  /// - Throws: `ClusteringError` with code `.configuration`; `LabelsError` as `acceptedLabels`.
  func clustering(budget: ResourceBudget) throws -> ClusteringRun {
    try ClusteringRun(
      cluster, selecting: selection,
      labels: selection.exclusions.contains(.known) ? try acceptedLabels() : .none,
      tileCells: mosaic.cropCells, budget: budget)
  }

  /// How clusterings are judged.
  ///
  /// - Throws: `LabelsError` as `acceptedLabels`.
  func judging(budget: ResourceBudget) throws -> JudgingRun {
    JudgingRun(
      judge, labels: try acceptedLabels(), tileCells: mosaic.cropCells, seed: UInt64(general.seed),
      budget: budget)
  }

  /// The labels that count.
  ///
  /// - Throws: `LabelsError` where the store cannot be read, or was named and does not exist.
  func acceptedLabels() throws -> AcceptedLabels {
    if labels.store != nil { _ = try LabelStore(at: labelStore) }
    return try AcceptedLabels(
      inStoreAt: labelStore, matching: LabelMatching(minimumOverlap: labels.overlap))
  }

  /// The file that labels are kept in.
  var labelStore: URL {
    labels.store.map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: runtime.outputs, isDirectory: true).appendingPathComponent("labels.sqlite")
  }
}
