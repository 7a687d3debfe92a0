import Workbench

extension ScalableRun {
  /// Points drawn without replacement, ascending; all points if there are not more than `size`.
  static func sample(of count: Int, size: Int, purpose: String, seed: Int) -> [Int] {
    guard size < count else { return Array(0..<count) }
    var stream = RandomStream(seed: UInt64(seed), purpose: purpose)
    return stream.permutation(count: count)[..<size].sorted()
  }

  /// Compares this method with the dense one on the same subsample; nil if no comparison is asked for.
  ///
  /// - Parameter preferences: one per point of the whole.
  /// - Throws: `WorkbenchError` with code `.stopped`.
  func agreement(_ preferences: [Double]) throws -> ApproximationAudit.Agreement? {
    guard configuration.agreementRows > 1, source.count > 1 else { return nil }
    let points = Self.sample(
      of: source.count, size: configuration.agreementRows, purpose: "agreement sample",
      seed: configuration.seed)
    let part = source.selected(points)
    let partWeights = points.map { weights[$0] }
    let partPreferences = points.map { preferences[$0] }
    func scaled(_ number: Int, atLeast least: Int) -> Int {
      max(least, Int((Double(number) * Double(points.count) / Double(source.count)).rounded()))
    }
    var smaller = configuration
    smaller.neighbourCount = scaled(configuration.neighbourCount, atLeast: 2)
    smaller.subsetRows = scaled(configuration.subsetRows, atLeast: 2)
    let approximate = try ScalableRun(
      smaller, source: part, weights: partWeights, threadCount: threadCount, progress: nil
    ).run(partPreferences)

    let similarities = try Similarities(of: part, weights: partWeights, threadCount: threadCount)
    let dense = try DenseRun(
      configuration: configuration, similarities: similarities,
      statistics: similarities.statistics(threadCount: threadCount), threadCount: threadCount,
      progress: progress
    ).run(partPreferences)
    let found = approximate.clusterCount > 0 && dense.clusterCount > 0
    let (reached, best) = (approximate.partition.netSimilarity, dense.partition.netSimilarity)
    return ApproximationAudit.Agreement(
      rowCount: points.count, denseConverged: dense.outcome.converged, denseClusterCount: dense.clusterCount,
      clusterCount: approximate.clusterCount,
      adjustedRandIndex: found
        ? PartitionMeasures.adjustedRandIndex(
          dense.partition.exemplarOfPoint, approximate.partition.exemplarOfPoint) : nil,
      netSimilarityGap: found && best != 0 ? (best - reached) / abs(best) : nil)
  }
}
