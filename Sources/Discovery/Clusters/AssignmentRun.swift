import Clustering
import FeatureStore
import Foundation
import Workbench

/// Assigns a second cohort to the clusters of a first one: every row joins the most similar of the first one's
/// exemplars.
public struct AssignmentRun: Sendable {
  /// The settings.
  public let settings: AssignmentSettings
  /// Width of a tile in attention cells, see `MinedRegions.tileCells`.
  public let tileCells: Double
  /// Threads, which do not change the result, and memory.
  public let budget: ResourceBudget

  /// An assignment with the given settings.
  public init(
    _ settings: AssignmentSettings = AssignmentSettings(), tileCells: Double = 2,
    budget: ResourceBudget = .machine
  ) {
    self.settings = settings
    self.tileCells = tileCells
    self.budget = budget
  }

  /// Assigns all rows and writes a clustering, with `reference.csv`
  /// (`cluster,reference_cluster,reference_exemplar,size`) beside its other files.
  ///
  /// Clusters without a row are left out, the others numbered by their size here. A cluster's exemplar is the row that
  /// is most similar to the first cohort's exemplar, ties by row, because exemplars must be rows of the clustering's
  /// own file.
  ///
  /// - Parameters:
  ///   - reader: the second cohort.
  ///   - reference: the first cohort's clustering.
  ///   - original: the features that it was made from.
  /// - Throws: `DiscoveryError` with code `.unusable`, also if the features are from another checkpoint, or
  ///   `.malformed`; `ClusteringError`, `FeatureStoreError`, `WorkbenchError`.
  public func perform(
    _ reader: FeatureReader, to reference: StoredClustering, of original: FeatureReader, into folder: URL,
    progress: ProgressListener? = nil
  ) throws -> StoredClustering {
    let mined = try MinedRegions(reader, tileCells: tileCells)
    try reference.check(isOf: try MinedRegions(original))
    guard reader.dimension == original.dimension else {
      throw DiscoveryError(
        .unusable, at: reader.url.path,
        "has rows of \(reader.dimension) numbers, but the clustering was made of rows of \(original.dimension)",
        remedy: "Mine both with the same network.")
    }
    let (own, theirs) = (mined.attributes, original.attributes)
    let checkpoints = CheckpointAgreement(own, theirs)
    if checkpoints == .unknown {
      let silent = own?.checkpointSHA256.isEmpty == false ? original.url : reader.url
      _ = progress?(
        .warning(
          "\(silent.path) does not say with which checkpoint it was mined, so it is not known whether the two files' "
            + "features can be compared."))
    }
    if checkpoints == .different, let own, let theirs {
      let difference = Self.difference(own, theirs)
      guard settings.acrossCheckpoints else {
        throw DiscoveryError(
          .unusable, at: reader.url.path, difference,
          remedy:
            "Mine both with the same network, or compare them nevertheless with cluster.assign_across_checkpoints=true."
        )
      }
      _ = progress?(.warning("\(reader.url.path) \(difference)."))
    }
    guard reader.rowCount > 0, reference.assignment.clusterCount > 0 else {
      throw DiscoveryError(
        .unusable, at: reader.rowCount > 0 ? reference.folder.path : reader.url.path,
        reader.rowCount > 0 ? "has no clusters to assign to" : "holds no rows, so there is nothing to assign",
        remedy: "Name a clustering with clusters, and features with rows.")
    }
    let configuration = try reference.record.comparison()
    // Tiles decide the types of regions in `clusters.csv`.
    let tiles = mined.hasLesions ? "crop_cells=\(tileCells)\n" : ""
    let id = String(
      ContentHash.hexadecimal(of: "assignment 2\n\(mined.contentHash)\n\(reference.record.id)\n\(tiles)")
        .prefix(12))
    if let finished = try ClusteringRun.finished(id, in: folder) { return finished }

    let found = try ExemplarAssignment(
      of: try reader.features(), to: reference.assignment.exemplars, of: try original.features(),
      columnCount: reader.dimension, configuration: configuration, budget: budget, progress: progress)
    let standIns = Self.standIns(found, clusterCount: reference.assignment.clusterCount)
    let assignment = ClusterAssignment(
      exemplarOfRow: found.positions.map { standIns[$0] }, similarityOfRow: found.similarities)
    let types = mined.hasLesions ? mined.types : nil
    let record = ClusteringRecord(
      id: id, mined: mined, assignment: assignment, to: reference.record, checkpoints: checkpoints)
    let timing = ClusteringTiming(
      featuresPath: mined.url.path, threadCount: budget.threadCount, plannedBytes: 0, similaritySeconds: 0,
      messageSeconds: 0, secondsPerIteration: 0)
    let table = Self.table(assignment, found, reference.assignment)
    try ClusteringRun.write(
      assignment, ClusterTable(assignment, mined: mined, types: types), record, timing, into: folder,
      more: ["reference.csv": table])
    return try StoredClustering(at: folder)
  }

  // MARK: -

  private static func difference(_ own: FeatureAttributes, _ theirs: FeatureAttributes) -> String {
    func checkpoint(_ file: FeatureAttributes) -> String { "checkpoint \(file.checkpointSHA256.prefix(12))" }
    guard own.checkpointSHA256 == theirs.checkpointSHA256 else {
      return "was mined with \(checkpoint(own)), but the clustering is of features of \(checkpoint(theirs))"
    }
    func size(_ file: FeatureAttributes) -> String { "\(file.viewPixels) and \(file.zoomPixels) pixels" }
    return "was mined from pictures of \(size(own)), but the clustering is of pictures of \(size(theirs))"
  }

  /// The row that is most similar to each exemplar; -1 if no row joined it.
  private static func standIns(_ found: ExemplarAssignment, clusterCount: Int) -> [Int] {
    var rows = [Int](repeating: -1, count: clusterCount)
    for (row, position) in found.positions.enumerated() {
      let best = rows[position]
      if best < 0 || found.similarities[row] > found.similarities[best] { rows[position] = row }
    }
    return rows
  }

  private static func table(
    _ assignment: ClusterAssignment, _ found: ExemplarAssignment, _ reference: ClusterAssignment
  ) -> String {
    var writer = CSVWriter(columns: ["cluster", "reference_cluster", "reference_exemplar", "size"])
    for (cluster, rows) in assignment.members.enumerated() {
      let position = found.positions[assignment.exemplars[cluster]]
      writer.append(["\(cluster)", "\(position)", "\(reference.exemplars[position])", "\(rows.count)"])
    }
    return writer.text
  }
}
