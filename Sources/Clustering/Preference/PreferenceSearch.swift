import Workbench

/// The part of a run's result that a search for preferences needs.
protocol PreferenceAttempt {
  var clusterCount: Int { get }
  var converged: Bool { get }
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
    case .medianTimes(let factor): return try attempt(factor * quantile(0.5))
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

  /// The run whose number of clusters is nearest to `count`. The search stops at an exact match.
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
    let width = max(top - statistics.range.minimum, statistics.spread)
    var far = width > 0 ? width : statistics.tieScale
    var near = far * 1e-6
    var tried = Attempts(wanted: count)
    switch count {
    case pointCount: tried.add(try attempt(top))
    case 1:
      for _ in 0..<5 where !tried.isSettled {
        tried.add(try attempt(top - far))
        far *= 2
      }
    default:
      while tried.count < Self.maximumRunCount, far > near * (1 + 1e-6), !tried.isExact {
        let distance = (far * near).squareRoot()
        let found = try attempt(top - distance)
        tried.add(found)
        if found.attempt.clusterCount < count { far = distance } else { near = distance }
      }
      // If all similarities are equal, there are one or all.
      if statistics.spread == 0, !tried.isExact { tried.add(try attempt(top)) }
    }
    guard let best = tried.best else { preconditionFailure("nothing was tried") }
    if !tried.isExact {
      _ = progress?(
        .warning(
          "No preference gave \(count) clusters; \(best.attempt.clusterCount) is the nearest number that was found."
        )
      )
    }
    return best
  }

  /// Keeps the attempt whose number of clusters is nearest to the wanted one; of equally near ones the first that
  /// converged.
  private struct Attempts {
    let wanted: Int
    private(set) var best: Found?
    private(set) var count = 0

    var isExact: Bool { best?.attempt.clusterCount == wanted }
    /// Whether nothing better can follow.
    var isSettled: Bool { isExact && best?.attempt.converged == true }

    init(wanted: Int) { self.wanted = wanted }

    mutating func add(_ found: Found) {
      count += 1
      func rank(_ attempt: Attempt) -> (Int, Int) {
        (abs(attempt.clusterCount - wanted), attempt.converged ? 0 : 1)
      }
      if best.map({ rank(found.attempt) < rank($0.attempt) }) ?? true { best = found }
      best?.runCount = count
    }
  }

  private func quantile(_ fraction: Double) -> Double {
    similarities.quantile(fraction, threadCount: threadCount)
  }

  private func attempt(_ preference: Double) throws -> Found {
    let preferences = Array(repeating: preference, count: pointCount)
    return Found(attempt: try run(preferences), preferences: preferences)
  }
}
