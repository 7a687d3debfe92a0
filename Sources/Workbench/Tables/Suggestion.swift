/// "Did you mean": the known name nearest to a misspelt one.
public enum Suggestion {
  /// The candidate with the fewest insertions, deletions, exchanges and swaps of neighbours; the first among equals.
  /// nil if these are more than a third of the name's length (at least 1).
  public static func nearest(to name: String, among candidates: [String]) -> String? {
    let limit = max(1, name.count / 3)
    // The distance is at least the difference in length, so a name of a megabyte costs nothing.
    let scored = candidates.filter { abs($0.utf8.count - name.utf8.count) <= limit }.map {
      (candidate: $0, distance: distance(name, $0, limit: limit))
    }
    guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
    return best.candidate
  }

  // MARK: -

  /// Optimal string alignment distance (Damerau and Levenshtein without repeated edits). If it exceeds the limit, any
  /// number above the limit is returned.
  private static func distance(_ first: String, _ second: String, limit: Int) -> Int {
    let first = Array(first.utf8)
    let second = Array(second.utf8)
    var beforePrevious = [Int](repeating: 0, count: second.count + 1)
    var previous = Array(0...second.count)
    var current = beforePrevious
    var previousLeast = 0
    for row in 0..<first.count {
      current[0] = row + 1
      var least = row + 1
      for column in 0..<second.count {
        let exchange = previous[column] + (first[row] == second[column] ? 0 : 1)
        var cost = min(exchange, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current[column + 1] = cost
        least = min(least, cost)
      }
      // Every later row follows from these two.
      if min(least, previousLeast) > limit { return limit + 1 }
      previousLeast = least
      swap(&beforePrevious, &previous)
      swap(&previous, &current)
    }
    return previous[second.count]
  }
}
