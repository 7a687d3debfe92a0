import Clustering
import FeatureStore
import Foundation
import Fundus
import Workbench

/// Clusters the rows of a feature file into a folder.
public struct ClusteringRun: Sendable {
  /// The `cluster.*` keys.
  public let configuration: ClusteringConfiguration
  /// Which rows are clustered.
  public let selection: RowSelection
  /// Labels that mark regions as known, in addition to the feature file's lesions.
  public let labels: AcceptedLabels
  /// Width of a tile in attention cells, see `MinedRegions.tileCells`.
  public let tileCells: Double
  /// Threads, which do not change the result, and memory.
  public let budget: ResourceBudget

  /// A run with the given settings.
  ///
  /// - Throws: `ClusteringError` with code `.configuration`.
  public init(
    _ configuration: ClusteringConfiguration = ClusteringConfiguration(),
    selecting selection: RowSelection = RowSelection(), labels: AcceptedLabels = .none, tileCells: Double = 2,
    budget: ResourceBudget = .machine
  ) throws(ClusteringError) {
    try configuration.validate()
    self.configuration = configuration
    self.selection = selection
    self.labels = labels
    self.tileCells = tileCells
    self.budget = budget
  }

  /// The id of the run's clustering of a file.
  ///
  /// - Throws: `FeatureStoreError`, `WorkbenchError`.
  public func identifier(of reader: FeatureReader) throws -> String {
    try configuration.resolved(rowCount: reader.rowCount, columnCount: reader.dimension, budget: budget)
      .identifier(
        of: try reader.contentHash(), selecting: selection,
        labels: labels.onPictures(of: try MinedRegions(reader)), tileCells: tileCells)
  }

  /// Clusters the rows and writes `clustering.json`, `timing.json`, `assignments.csv` and `clusters.csv`, and where
  /// rows were left out `left-out.csv`.
  ///
  /// The folder is written completely or not at all. If it already contains this clustering, that one is opened. If it
  /// contains anything else, an error is thrown. A result that did not converge is kept and marked so.
  ///
  /// - Parameter shared: the features of the file, if several clusterings are made from them.
  /// - Throws: `DiscoveryError` with code `.unusable` for a file without rows or a folder in use; `ClusteringError`,
  ///   `FeatureStoreError`, `WorkbenchError`.
  public func perform(
    _ reader: FeatureReader, into folder: URL, sharing shared: SharedSimilarities? = nil,
    progress: ProgressListener? = nil
  ) throws -> StoredClustering {
    let mined = try MinedRegions(reader, tileCells: tileCells)
    let configuration = configuration.resolved(
      rowCount: mined.rowCount, columnCount: mined.dimension, budget: budget)
    let labels = labels.onPictures(of: mined)
    let id = try configuration.identifier(
      of: mined.contentHash, selecting: selection, labels: labels, tileCells: tileCells)
    if let finished = try Self.finished(id, in: folder) { return finished }
    guard mined.rowCount > 0 else {
      throw DiscoveryError(
        .unusable, at: mined.url.path, "holds no rows, so there is nothing to cluster",
        remedy: "Lower mine.minimum_response, or mine other splits.")
    }
    let selected =
      selection.isWhole
      ? nil
      : try SelectedClustering(
        selection, of: mined,
        shared ?? SharedSimilarities(features: try reader.features(), columnCount: reader.dimension),
        configuration, labels: labels, budget: budget, progress: progress)
    let result =
      if let selected {
        selected.result
      } else if let shared {
        try shared.cluster(configuration, budget: budget, progress: progress)
      } else {
        try AffinityPropagation(configuration).cluster(
          try reader.features(), columnCount: reader.dimension, budget: budget, progress: progress)
      }
    let record = ClusteringRecord(
      id: id, mined: mined,
      parameters: try configuration.identity()
        + selection.resolvedKeys(tileCells: tileCells, labels: labels),
      result: result, selection: selected?.record)
    let assignment = ClusterAssignment(
      exemplarOfRow: result.exemplars, similarityOfRow: result.similarities)
    let types = mined.hasLesions ? mined.types : nil
    let table = ClusterTable(assignment, mined: mined, types: types)
    try Self.write(
      assignment, table, record, timing(of: result, mined), into: folder,
      more: selected.map { ["left-out.csv": $0.table] } ?? [:])
    return try StoredClustering(at: folder)
  }

  // MARK: -

  /// Writes the files of a clustering, and texts under further names, complete or not at all.
  static func write(
    _ assignment: ClusterAssignment, _ table: ClusterTable, _ record: ClusteringRecord,
    _ timing: ClusteringTiming, into folder: URL, more: [String: String] = [:]
  ) throws {
    try CompleteFolder.write(folder) { folder in
      func write(_ data: Data, _ name: String) throws {
        try AtomicFile.write(data, to: folder.appendingPathComponent(name))
      }
      try write(Data(assignment.csv.utf8), "assignments.csv")
      try write(Data(table.csv().utf8), "clusters.csv")
      for (name, text) in more { try write(Data(text.utf8), name) }
      try write(try CanonicalJSON.data(timing), "timing.json")
      try write(try CanonicalJSON.data(record), "clustering.json")
    }
  }

  /// The clustering that a folder already contains; nil if it is free.
  static func finished(_ id: String, in folder: URL) throws -> StoredClustering? {
    // A folder that does not exist has no entries; one that cannot be read causes an error when it is written.
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard !entries.isEmpty else { return nil }
    guard entries.contains("clustering.json") else {
      throw DiscoveryError(
        .unusable, at: folder.path, "holds other files, but a clustering needs a folder of its own",
        remedy: "Name a folder that does not exist yet.")
    }
    let stored = try StoredClustering(at: folder)
    guard stored.record.id == id else {
      throw DiscoveryError(
        .unusable, at: folder.path,
        "holds the clustering \(stored.record.id) already, made with other settings",
        remedy: "Name another folder, or delete that one.")
    }
    return stored
  }

  private func timing(of result: ExemplarClustering, _ mined: MinedRegions) -> ClusteringTiming {
    let audit = result.audit
    return ClusteringTiming(
      featuresPath: mined.url.path, threadCount: budget.threadCount, plannedBytes: audit.plannedBytes,
      similaritySeconds: audit.similaritySeconds, messageSeconds: audit.messageSeconds,
      secondsPerIteration: audit.secondsPerIteration)
  }
}
