import Foundation
import Workbench

extension AffinityPropagation {
  /// Clusters rows of features.
  ///
  /// Under `Compatibility.none` exact copies become one point: a point that stands for m rows enters every sum m
  /// times, and m - 1 similarities of copies are added where it is an exemplar, so that the net similarity is that of
  /// the rows apart. Quantiles and the preference range count the rows too.
  ///
  /// - Parameters:
  ///   - features: `rows` x `columnCount` finite numbers, by rows.
  ///   - budget: Threads, which do not change the result, and memory, which is checked before anything is computed.
  ///   - progress: Told of the iterations; may stop the work.
  /// - Throws: `ClusteringError`; `WorkbenchError` with code `.stopped`, or about a file of preferences.
  /// - Complexity: 20 bytes x points^2 of memory traffic per iteration in f32, 12 bytes x points^2 of memory.
  public func cluster(
    _ features: [Float], columnCount: Int, budget: ResourceBudget = .machine,
    progress: ProgressListener? = nil
  ) throws -> ExemplarClustering {
    let start = ContinuousClock.now
    let rowCount = try Similarities.checkedRowCount(of: features, columnCount: columnCount)
    let ours = configuration.compatibility == .none
    let precision: Similarities.Precision = ours ? .single : .double
    let preferences = try rowPreferences(rowCount: rowCount)
    let points = PointSet(of: features, rowCount: rowCount, columnCount: columnCount, merging: ours)
    let bytes = try plannedBytes(points: points.rows.count, precision: precision, budget: budget)
    let similarities = try Similarities(
      of: points, features: features, columnCount: columnCount, measure: configuration.measure,
      normalisation: configuration.normalisation, precision: precision, threadCount: budget.threadCount)
    let rows = RowMap(
      points: points.rows.count, pointOfRow: points.pointOfRow, preferences: preferences)
    return try run(
      similarities, rows: rows, budget: budget, plannedBytes: bytes,
      similaritySeconds: seconds(since: start), progress: progress)
  }

  /// Clusters rows whose similarities are known, in the precision they are stored in; the configuration's measure and
  /// normalisation do not enter, and nothing is sorted or merged.
  ///
  /// - Throws: As for features.
  public func cluster(
    _ similarities: Similarities, budget: ResourceBudget = .machine, progress: ProgressListener? = nil
  ) throws -> ExemplarClustering {
    let bytes = try plannedBytes(
      points: similarities.count, precision: similarities.precision, budget: budget)
    let rows = RowMap(
      points: similarities.count, pointOfRow: Array(0..<similarities.count),
      preferences: try rowPreferences(rowCount: similarities.count))
    return try run(
      similarities, rows: rows, budget: budget, plannedBytes: bytes, similaritySeconds: 0, progress: progress)
  }

  /// Memory that a clustering of `rowCount` different rows is planned with, in bytes, features not counted.
  public func memoryBytes(rowCount: Int) -> Int {
    let precision: Similarities.Precision = configuration.compatibility == .none ? .single : .double
    return Self.plannedBytes(points: rowCount, precision: precision)
  }

  // MARK: -

  private static func plannedBytes(points: Int, precision: Similarities.Precision) -> Int {
    points * Similarities.stride(of: points) * precision.rawValue
      + MessagePassing.byteCount(points: points, precision: precision)
  }

  private func plannedBytes(
    points: Int, precision: Similarities.Precision, budget: ResourceBudget
  ) throws(ClusteringError) -> Int {
    let bytes = Self.plannedBytes(points: points, precision: precision)
    guard bytes <= budget.memoryBytes else { throw ClusteringError.tooLarge(points, bytes, budget) }
    return bytes
  }

  private func rowPreferences(rowCount: Int) throws -> [Double]? {
    switch configuration.preference {
    case .perRow(let values): try RowPreferences.checked(values, rowCount: rowCount)
    case .file(let path): try RowPreferences.read(path, rowCount: rowCount)
    default: nil
    }
  }

  private func run(
    _ similarities: Similarities, rows: RowMap, budget: ResourceBudget, plannedBytes: Int,
    similaritySeconds: Double, progress: ProgressListener?
  ) throws -> ExemplarClustering {
    let start = ContinuousClock.now
    let statistics = similarities.statistics(threadCount: budget.threadCount)
    let search = PreferenceSearch(
      configuration: configuration, similarities: similarities, statistics: statistics,
      threadCount: budget.threadCount, progress: progress)
    let found = try search.solve(rowPreferences: rows.pointPreferences)
    let audit = ConvergenceAudit(
      converged: found.outcome.converged, iterations: found.outcome.iterations,
      netSimilarityPerIteration: found.outcome.netSimilarities,
      exemplarCountPerIteration: found.outcome.exemplarCounts, netSimilarity: found.partition.netSimilarity,
      oscillatingRows: rows.rows(of: found.outcome.oscillating), preferenceRange: statistics.range,
      preference: found.preferences.sorted()[found.preferences.count / 2],
      distinctRowCount: similarities.count, runCount: found.runCount, plannedBytes: plannedBytes,
      similaritySeconds: similaritySeconds, messageSeconds: seconds(since: start))
    return ExemplarClustering(
      found.partition, rows: rows, similarities: similarities, preferences: found.preferences, audit: audit)
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    let duration = start.duration(to: .now)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}

extension ClusteringError {
  /// Not enough memory for a square of similarities.
  static func tooLarge(_ points: Int, _ bytes: Int, _ budget: ResourceBudget) -> ClusteringError {
    func text(_ bytes: Int) -> String {
      let unit = bytes < 1_000_000_000 ? 1e6 : 1e9
      return String(format: "%.2f %@", Double(bytes) / unit, unit == 1e6 ? "MB" : "GB")
    }
    return ClusteringError(
      .memory,
      "dense affinity propagation of \(points) different rows needs \(text(bytes)) and may use "
        + text(budget.memoryBytes),
      remedy: "Allow more memory, or cluster fewer rows.")
  }
}
