import Foundation
import Workbench

extension AffinityPropagation {
  /// Clusters rows of features.
  ///
  /// Under `Compatibility.none` exact copies become one point. A point that stands for m rows counts m times in every
  /// sum, and if it is an exemplar, m - 1 similarities of copies are added; so the net similarity equals that of the
  /// separate rows. Quantiles and the preference range count rows too.
  ///
  /// The method `auto` is resolved by the number of rows and the memory. A method that needs more memory than the
  /// budget allows is refused before any similarity is computed.
  ///
  /// - Parameters:
  ///   - features: `rows` x `columnCount` finite numbers, by rows.
  ///   - budget: Threads, which do not change the result, and memory, which is checked before anything is computed.
  ///   - progress: Told of every iteration; may stop the work.
  /// - Throws: `ClusteringError`; `WorkbenchError` with code `.stopped`, or about a file of preferences.
  /// - Complexity: dense: 20 bytes x points^2 of memory traffic per iteration in f32, 12 bytes x points^2 of memory.
  public func cluster(
    _ features: [Float], columnCount: Int, budget: ResourceBudget = .machine,
    progress: ProgressListener? = nil
  ) throws -> ExemplarClustering {
    if let smoothing = NeighbourSmoothing(configuration) {
      let smoothed = try smoothing.applied(
        to: features, columnCount: columnCount, budget: budget, progress: progress)
      return try AffinityPropagation(smoothing.remaining).cluster(
        smoothed.features, columnCount: smoothed.columnCount, budget: budget, progress: progress)
    }
    let start = ContinuousClock.now
    let rowCount = try Similarities.checkedRowCount(of: features, columnCount: columnCount)
    let settings = configuration.resolved(rowCount: rowCount, columnCount: columnCount, budget: budget)
    let followsOwnRules = settings.compatibility == .none
    let preferences = try rowPreferences(rowCount: rowCount)
    let points = PointSet(
      of: features, rowCount: rowCount, columnCount: columnCount, merging: followsOwnRules)
    let bytes = try settings.checkedBytes(
      points: points.rows.count, columnCount: columnCount, budget: budget)
    let source = try PreparedRows(
      of: features, columnCount: columnCount, points: points, settings, threadCount: budget.threadCount)
    try source.checkScale(storedAs: followsOwnRules ? .single : .double)
    let rows = RowMap(
      points: points.rows.count, pointOfRow: points.pointOfRow, preferences: preferences)
    if settings.method != .dense {
      return try runScalable(
        settings, source, weights: points.weights, rows: rows, budget: budget, plannedBytes: bytes,
        start: start, progress: progress)
    }
    let similarities = try Similarities(
      of: source, groups: points.groups, weights: points.weights,
      precision: followsOwnRules ? .single : .double,
      roundedAs: settings.compatibility, threadCount: budget.threadCount)
    return try run(
      settings, similarities, rows: rows, budget: budget, plannedBytes: bytes,
      similaritySeconds: seconds(since: start), progress: progress)
  }

  /// Clusters rows by given similarities, in the precision in which these are stored. The configuration's measure and
  /// normalisation are not used, and nothing is sorted or merged.
  ///
  /// - Throws: As for features.
  public func cluster(
    _ similarities: Similarities, budget: ResourceBudget = .machine, progress: ProgressListener? = nil
  ) throws -> ExemplarClustering {
    guard configuration.method == .dense || configuration.method == .auto else {
      throw ClusteringError(
        .configuration, "the \(configuration.method.rawValue) method needs features, not similarities",
        remedy: "Set cluster.method=dense.")
    }
    var settings = configuration
    settings.method = .dense
    let bytes = try settings.checkedBytes(points: similarities.count, columnCount: 0, budget: budget)
    let rows = RowMap(
      points: similarities.count, pointOfRow: Array(0..<similarities.count),
      preferences: try rowPreferences(rowCount: similarities.count))
    return try run(
      settings, similarities, rows: rows, budget: budget, plannedBytes: bytes, similaritySeconds: 0,
      progress: progress)
  }

  // MARK: -

  private func rowPreferences(rowCount: Int) throws -> [Double]? {
    switch configuration.preference {
    case .perRow(let values): try RowPreferences.checked(values, rowCount: rowCount)
    case .file(let path): try RowPreferences.read(path, rowCount: rowCount)
    default: nil
    }
  }

  private func run(
    _ settings: ClusteringConfiguration, _ similarities: Similarities, rows: RowMap, budget: ResourceBudget,
    plannedBytes: Int, similaritySeconds: Double, progress: ProgressListener?
  ) throws -> ExemplarClustering {
    let start = ContinuousClock.now
    let statistics = similarities.statistics(threadCount: budget.threadCount)
    let dense = DenseRun(
      configuration: settings, similarities: similarities, statistics: statistics,
      threadCount: budget.threadCount, progress: progress)
    let found = try PreferenceSearch(
      preference: settings.preference, similarities: similarities, statistics: statistics,
      pointCount: similarities.count, threadCount: budget.threadCount, progress: progress, run: dense.run
    ).solve(rowPreferences: rows.pointPreferences)
    let outcome = found.attempt.outcome
    let audit = ConvergenceAudit(
      method: .dense, converged: outcome.converged, iterations: outcome.iterations,
      netSimilarityPerIteration: outcome.netSimilarities, exemplarCountPerIteration: outcome.exemplarCounts,
      netSimilarity: found.attempt.partition.netSimilarity,
      oscillatingRows: rows.rows(of: outcome.oscillating), preferenceRange: statistics.range,
      preference: found.preferences.sorted()[found.preferences.count / 2],
      distinctRowCount: similarities.count, runCount: found.runCount, plannedBytes: plannedBytes,
      similaritySeconds: similaritySeconds, messageSeconds: seconds(since: start),
      secondsPerIteration: outcome.seconds / Double(max(1, outcome.iterations)), approximation: nil)
    return ExemplarClustering(
      found.attempt.partition, rows: rows, preferences: found.preferences, audit: audit
    ) { point, exemplar in similarities[point, exemplar] }
  }

  /// The number of different rows from which statistics are taken if the set is too large for the square.
  private static let statisticsRowCount = 4_000

  private func runScalable(
    _ settings: ClusteringConfiguration, _ source: PreparedRows, weights: [UInt32], rows: RowMap,
    budget: ResourceBudget, plannedBytes: Int, start: ContinuousClock.Instant, progress: ProgressListener?
  ) throws -> ExemplarClustering {
    let threads = budget.threadCount
    let sample = ScalableRun.sample(
      of: source.count, size: Self.statisticsRowCount, purpose: "preference sample", seed: settings.seed)
    let similarities = try Similarities(
      of: source.selected(sample), weights: sample.map { weights[$0] }, threadCount: threads)
    let statistics = similarities.statistics(threadCount: threads, rowCount: rows.pointOfRow.count)
    let scalable = try ScalableRun(
      settings, source: source, weights: weights, threadCount: threads, progress: progress)
    let similaritySeconds = seconds(since: start)
    let begun = ContinuousClock.now
    let found = try PreferenceSearch(
      preference: settings.preference, similarities: similarities, statistics: statistics,
      pointCount: source.count, threadCount: threads, progress: progress, run: scalable.run
    ).solve(rowPreferences: rows.pointPreferences)
    let result = found.attempt
    let messageSeconds = seconds(since: begun)
    let graph = scalable.graph
    let approximation = ApproximationAudit(
      statisticsRowCount: sample.count, neighbourCount: graph.map { _ in settings.neighbourCount },
      componentCount: graph?.componentCount, outsideLargestComponentCount: graph?.outsideLargestCount,
      bridgedRowCount: graph.map { _ in result.bridgedCount }, levels: result.levels,
      agreement: try scalable.agreement(found.preferences))
    let audit = ConvergenceAudit(
      method: settings.method, converged: result.converged, iterations: result.outcome.iterations,
      netSimilarityPerIteration: result.outcome.netSimilarities,
      exemplarCountPerIteration: result.outcome.exemplarCounts,
      netSimilarity: result.partition.netSimilarity, oscillatingRows: rows.rows(of: result.oscillating),
      preferenceRange: statistics.range, preference: found.preferences.sorted()[found.preferences.count / 2],
      distinctRowCount: source.count, runCount: found.runCount, plannedBytes: plannedBytes,
      similaritySeconds: similaritySeconds, messageSeconds: messageSeconds,
      secondsPerIteration: result.outcome.seconds / Double(max(1, result.outcome.iterations)),
      approximation: approximation)
    return ExemplarClustering(
      result.partition, rows: rows, preferences: found.preferences, audit: audit
    ) { point, exemplar in point == exemplar ? source.measure.ofCopies : result.similarities[point] }
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    let duration = start.duration(to: .now)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
