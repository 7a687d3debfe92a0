import Workbench

/// From what a researcher asks for to preferences in numbers, and the partition they lead to.
struct PreferenceSearch {
  /// A finished run.
  struct Found {
    var outcome: MessagePassing.Outcome
    var partition: Partition
    /// One per point, as the researcher would state it.
    var preferences: [Double]
    var runCount = 1

    var clusterCount: Int { Set(partition.exemplarOfPoint.filter { $0 >= 0 }).count }
  }

  let configuration: ClusteringConfiguration
  let similarities: Similarities
  let statistics: Similarities.Statistics
  let threadCount: Int
  let progress: ProgressListener?

  /// The partition for the configured preference; `rowPreferences` one per point, where rows have their own.
  func solve(rowPreferences: [Double]?) throws -> Found {
    if let rowPreferences { return try run(rowPreferences) }
    switch configuration.preference {
    case .median: return try run(quantile(0.5))
    case .medianAll:
      return try run(similarities.quantile(0.5, includingOwn: true, threadCount: threadCount))
    case .minimum: return try run(statistics.smallest)
    case .quantile(let fraction): return try run(quantile(fraction))
    case .range(let fraction): return try run(statistics.range.value(at: fraction))
    case .value(let value): return try run(value)
    case .count(let count): return try bisect(to: count)
    case .perRow, .file: preconditionFailure("preferences by row are read before the search")
    }
  }

  /// Most runs of a search for a number of clusters.
  static let maximumRunCount = 30

  /// The run whose number of clusters is nearest to `count`, the earlier of equals; it stops at the number itself.
  ///
  /// The distance below the largest similarity is halved on a logarithmic scale, because the number of clusters goes
  /// from one to all over several powers of ten of it.
  private func bisect(to count: Int) throws -> Found {
    guard count <= similarities.count else {
      throw ClusteringError(
        .preference, "\(count) clusters are wanted of \(similarities.count) different rows",
        remedy: "Ask for fewer clusters.")
    }
    let top = statistics.range.maximum
    if count == similarities.count { return try run(top) }
    var far = max(top - statistics.range.minimum, statistics.spread)
    if count == 1 { return try run(top - far) }
    var near = far * 1e-6
    var best: Found?
    for attempt in 1...Self.maximumRunCount where far > near * (1 + 1e-6) {
      let distance = (far * near).squareRoot()
      let found = try run(top - distance)
      if best.map({ abs(found.clusterCount - count) < abs($0.clusterCount - count) }) ?? true { best = found }
      best?.runCount = attempt
      if found.clusterCount == count { break }
      if found.clusterCount < count { far = distance } else { near = distance }
    }
    guard let best else { return try run(statistics.range.minimum) }
    if best.clusterCount != count {
      _ = progress?(
        .warning("No preference gave \(count) clusters; \(best.clusterCount) is the nearest that was found."))
    }
    return best
  }

  private func quantile(_ fraction: Double) -> Double {
    similarities.quantile(fraction, threadCount: threadCount)
  }

  private func run(_ preference: Double) throws -> Found {
    try run(Array(repeating: preference, count: similarities.count))
  }

  private func run(_ preferences: [Double]) throws -> Found {
    // Copies of an exemplar belong to it.
    let weighted = preferences.enumerated().map {
      $1 + Double(similarities.weight($0) - 1) * similarities.ofCopies
    }
    let outcome: MessagePassing.Outcome
    if let exemplars = undecided(preferences) {
      let partition = Partition(refining: exemplars, similarities, preferences: weighted)
      outcome = MessagePassing.Outcome(
        converged: true, iterations: 0, exemplars: exemplars, netSimilarities: [], exemplarCounts: [])
      return Found(outcome: outcome, partition: partition, preferences: preferences)
    }
    let ours = configuration.compatibility == .none
    let passing = MessagePassing(
      similarities, preferences: weighted,
      tieBreaks: ours ? TieBreaking.amounts(count: similarities.count, spread: statistics.spread) : nil,
      addsInRowOrder: !ours, damping: configuration.damping, threadCount: threadCount)
    // scikit-learn looks for convergence one iteration later than the others.
    let earliest = configuration.window + (configuration.compatibility == .scikitLearn ? 1 : 0)
    outcome = try passing.run(
      maximumIterations: configuration.maximumIterations, window: configuration.window, earliest: earliest,
      progress: progress)
    return Found(
      outcome: outcome,
      partition: Partition(refining: outcome.exemplars, similarities, preferences: weighted),
      preferences: preferences)
  }

  /// The exemplars where all similarities and preferences are equal and messages could never decide: every point where
  /// the preference is at least the similarity (scikit-learn: larger), else the first. One point is its own exemplar.
  private func undecided(_ preferences: [Double]) -> [Int]? {
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
