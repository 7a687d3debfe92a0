import Discovery
import Labels
import Runs
import Settings
import Workbench

extension Experiment {
  /// How features are clustered.
  ///
  /// - Parameter rows: of a run, which decide the polarity; nil: `cluster.polarity` does.
  /// - Throws: `ClusteringError` with code `.configuration`; `LabelsError` as `acceptedLabels`.
  public func clustering(of rows: ClusteredRows? = nil, budget: ResourceBudget) throws -> ClusteringRun {
    try ClusteringRun(
      cluster, selecting: rows?.selection(selection) ?? selection,
      labels: selection.exclusions.contains(.known) ? try acceptedLabels() : .none,
      tileCells: geometry.cells, budget: budget)
  }

  /// How clusterings are judged.
  ///
  /// - Throws: `LabelsError` as `acceptedLabels`.
  public func judging(budget: ResourceBudget) throws -> JudgingRun {
    JudgingRun(
      judge, labels: try acceptedLabels(), tileCells: geometry.cells, seed: UInt64(general.seed),
      budget: budget)
  }

  /// How clusterings are shown.
  ///
  /// - Throws: `DiscoveryError` with code `.configuration`.
  public func mosaics(budget: ResourceBudget) throws -> MosaicRun {
    try MosaicRun(tiles: tile, layout: mosaic, experiment: general.name, budget: budget)
  }

  /// The labels that count.
  ///
  /// - Throws: `LabelsError` if the store cannot be read, or was named and does not exist.
  public func acceptedLabels() throws -> AcceptedLabels {
    try labels.accepted(shared: OutputsDirectory(outputs).labels)
  }
}
