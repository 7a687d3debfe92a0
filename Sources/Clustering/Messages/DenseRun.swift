import Workbench

/// Message passing over a square of similarities, for any preferences, to the final partition.
struct DenseRun {
  /// A finished run.
  struct Result: PreferenceAttempt {
    var outcome: MessageOutcome
    var partition: Partition

    var clusterCount: Int { Set(partition.exemplarOfPoint.filter { $0 >= 0 }).count }
  }

  let configuration: ClusteringConfiguration
  let similarities: Similarities
  let statistics: Similarities.Statistics
  let threadCount: Int
  let progress: ProgressListener?
  /// The spread of which tie breaks are a fraction; nil: that of these similarities.
  var tieSpread: Double?

  /// The partition for one preference per point.
  ///
  /// - Throws: `WorkbenchError` with code `.stopped`.
  func run(_ preferences: [Double]) throws -> Result {
    // Copies of an exemplar belong to it.
    let weighted = preferences.enumerated().map {
      $1 + Double(similarities.weight($0) - 1) * similarities.ofCopies
    }
    if let exemplars = exemplarsIfAllEqual(preferences) {
      return Result(
        outcome: MessageOutcome(converged: true, exemplars: exemplars),
        partition: Partition(refining: exemplars, similarities, preferences: weighted))
    }
    let followsOwnRules = configuration.compatibility == .none
    let passing = MessagePassing(
      similarities, preferences: weighted,
      tieBreaks: followsOwnRules
        ? TieBreaking.amounts(
          count: similarities.count, spread: tieSpread ?? statistics.spread, noise: configuration.noise,
          seed: configuration.seed) : nil,
      addsInRowOrder: !followsOwnRules, damping: configuration.damping, threadCount: threadCount)
    // scikit-learn looks for convergence one iteration later than the others.
    let earliest = configuration.window + (configuration.compatibility == .scikitLearn ? 1 : 0)
    let outcome = try passing.run(
      maximumIterations: configuration.maximumIterations, window: configuration.window, earliest: earliest,
      progress: progress)
    let partitions = outcome.candidates.map {
      Partition(refining: $0, similarities, preferences: weighted)
    }
    let best = partitions.dropFirst().reduce(partitions[0]) {
      // If the last iteration had no exemplar, its net similarity is NaN.
      $1.netSimilarity > $0.netSimilarity || $0.netSimilarity.isNaN ? $1 : $0
    }
    return Result(outcome: outcome, partition: best)
  }

  /// The exemplars if all similarities and preferences are equal, so that messages could never decide; otherwise nil.
  /// They are all points if the preference is at least the similarity (scikit-learn: larger), else the first point. A
  /// single point is its own exemplar.
  private func exemplarsIfAllEqual(_ preferences: [Double]) -> [Int]? {
    let count = similarities.count
    if count == 1 { return [0] }
    guard configuration.compatibility != .apcluster, similarities.weights == nil,
      statistics.smallest == statistics.largest, preferences.allSatisfy({ $0 == preferences[0] })
    else { return nil }
    let similarity = statistics.largest
    let everyPoint =
      configuration.compatibility == .scikitLearn ? preferences[0] > similarity : preferences[0] >= similarity
    return everyPoint ? Array(0..<count) : [0]
  }
}
