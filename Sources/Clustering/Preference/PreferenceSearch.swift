import Workbench

/// The part of a run's result that a search for preferences needs.
protocol PreferenceAttempt {
  var clusterCount: Int { get }
}

/// Turns the configured preference into numbers and runs the clustering with them.
struct PreferenceSearch<Attempt: PreferenceAttempt> {
  /// The last run of a search, and what led to it.
  struct Found {
    var attempt: Attempt
    /// One per point, as a user would write it.
    var preferences: [Double]
    var runCount = 1
  }

  let preference: Preference
  /// The similarities of all points or of a sample.
  let similarities: Similarities
  let statistics: Similarities.Statistics
  let pointCount: Int
  let threadCount: Int
  let progress: ProgressListener?
  /// Runs the clustering for the preference of every point.
  let run: ([Double]) throws -> Attempt

  /// The run for the configured preference. `rowPreferences` has one number per point if rows have their own.
  func solve(rowPreferences: [Double]?) throws -> Found {
    if let rowPreferences { return Found(attempt: try run(rowPreferences), preferences: rowPreferences) }
    switch preference {
    case .median: return try attempt(quantile(0.5))
    case .medianAll:
      return try attempt(similarities.quantile(0.5, includingOwn: true, threadCount: threadCount))
    case .minimum: return try attempt(statistics.smallest)
    case .quantile(let fraction): return try attempt(quantile(fraction))
    case .range(let fraction): return try attempt(statistics.range.value(at: fraction))
    case .value(let value): return try attempt(value)
    case .count(let count): return try bisect(to: count)
    case .perRow, .file: preconditionFailure("preferences by row are read before the search")
    }
  }

  /// The most runs of a search for a number of clusters.
  static var maximumRunCount: Int { 30 }

  /// The run whose number of clusters is nearest to `count`, the earlier among equals. The search stops at an exact
  /// match.
  ///
  /// The distance below the largest similarity is halved on a logarithmic scale, because the number of clusters goes
  /// from one to all over several powers of ten of it.
  private func bisect(to count: Int) throws -> Found {
    guard count <= pointCount else {
      throw ClusteringError(
        .preference, "\(count) clusters are wanted but there are only \(pointCount) different rows",
        remedy: "Ask for fewer clusters.")
    }
    let top = statistics.range.maximum
    if count == pointCount { return try attempt(top) }
    var far = max(top - statistics.range.minimum, statistics.spread)
    if count == 1 { return try attempt(top - far) }
    var near = far * 1e-6
    var best: Found?
    for number in 1...Self.maximumRunCount where far > near * (1 + 1e-6) {
      let distance = (far * near).squareRoot()
      let found = try attempt(top - distance)
      let reached = found.attempt.clusterCount
      if best.map({ abs(reached - count) < abs($0.attempt.clusterCount - count) }) ?? true { best = found }
      best?.runCount = number
      if reached == count { break }
      if reached < count { far = distance } else { near = distance }
    }
    guard let best else { return try attempt(statistics.range.minimum) }
    if best.attempt.clusterCount != count {
      _ = progress?(
        .warning(
          "No preference gave \(count) clusters; \(best.attempt.clusterCount) is the nearest number that was found."
        )
      )
    }
    return best
  }

  private func quantile(_ fraction: Double) -> Double {
    similarities.quantile(fraction, threadCount: threadCount)
  }

  private func attempt(_ preference: Double) throws -> Found {
    let preferences = Array(repeating: preference, count: pointCount)
    return Found(attempt: try run(preferences), preferences: preferences)
  }
}
