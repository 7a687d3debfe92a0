import Workbench

/// Message passing over a square of similarities, for any preferences, to the final partition.
struct DenseRun {
  /// A finished run.
  struct Result: PreferenceAttempt {
    var outcome: MessageOutcome
    var partition: Partition

    var clusterCount: Int { Set(partition.exemplarOfPoint.filter { $0 >= 0 }).count }
    var converged: Bool { outcome.converged }
  }

  let configuration: ClusteringConfiguration
  let similarities: Similarities
  let statistics: Similarities.Statistics
  let threadCount: Int
  let progress: ProgressListener?
  /// The size of differences of which tie breaks are a fraction; nil: that of these similarities.
  var tieSpread: Double?

  /// The partition for one preference per point.
  ///
  /// - Throws: `WorkbenchError` with code `.stopped`.
  func run(_ preferences: [Double]) throws -> Result {
    // Copies of an exemplar belong to it.
    let weighted = preferences.enumerated().map {
      $1 + Double(similarities.weight($0) - 1) * similarities.ofCopies
    }
    let areEqual = preferences.allSatisfy { $0 == preferences[0] }
    if let exemplars = areEqual ? exemplarsIfAllEqual(preferences[0]) : nil {
      return Result(
        outcome: MessageOutcome(converged: true, exemplars: exemplars),
        partition: Partition(refining: exemplars, similarities, preferences: weighted))
    }
    let limits = PreferenceLimits(
      statistics, rowCount: similarities.rowCount, precision: similarities.precision, areEqual: areEqual)
    let inMessages = zip(preferences, weighted).map { limits.limited($0) + ($1 - $0) }
    let outcome = try outcome(weighted, inMessages: inMessages)
    let partitions = outcome.candidates.map {
      Partition(refining: $0, similarities, preferences: weighted)
    }
    let best = partitions.dropFirst().reduce(partitions[0]) {
      // If the last iteration had no exemplar, its net similarity is NaN.
      $1.netSimilarity > $0.netSimilarity || $0.netSimilarity.isNaN ? $1 : $0
    }
    return Result(outcome: outcome, partition: best)
  }

  /// Messages with tie breaks. For another program they have none at first; if no iteration then has an exemplar, as
  /// among points in symmetrical positions, tie breaks do what that program's noise does.
  private func outcome(_ preferences: [Double], inMessages: [Double]) throws -> MessageOutcome {
    let followsOwnRules = configuration.compatibility == .none
    if !followsOwnRules {
      let plain = try pass(preferences, inMessages: inMessages)
      if plain.candidates.contains(where: { !$0.isEmpty }) { return plain }
    }
    let amounts = TieBreaking.amounts(
      count: similarities.count, spread: tieSpread ?? statistics.tieScale,
      noise: followsOwnRules ? configuration.noise : 0, seed: configuration.seed)
    // Another program's exemplars need a preference above the similarity, so there a tie break lowers it.
    return try pass(
      preferences, inMessages: zip(inMessages, amounts).map { followsOwnRules ? $0 + $1 : $0 - $1 })
  }

  private func pass(_ preferences: [Double], inMessages: [Double]) throws -> MessageOutcome {
    let passing = MessagePassing(
      similarities, preferences: preferences, inMessages: inMessages,
      addsInRowOrder: configuration.compatibility != .none, damping: configuration.damping,
      threadCount: threadCount)
    // scikit-learn looks for convergence one iteration later than the others.
    let earliest = configuration.window + (configuration.compatibility == .scikitLearn ? 1 : 0)
    return try passing.run(
      maximumIterations: configuration.maximumIterations, window: configuration.window, earliest: earliest,
      progress: progress)
  }

  /// The exemplars for one preference of all points if all similarities are equal too, so that messages could never
  /// decide; otherwise nil. They are all points if the preference is at least the similarity (other programs: larger),
  /// else the first point. A single point is its own exemplar.
  private func exemplarsIfAllEqual(_ preference: Double) -> [Int]? {
    let count = similarities.count
    if count == 1 { return [0] }
    guard similarities.weights == nil, statistics.smallest == statistics.largest else { return nil }
    let similarity = statistics.largest
    let everyPoint = configuration.compatibility == .none ? preference >= similarity : preference > similarity
    return everyPoint ? Array(0..<count) : [0]
  }
}
