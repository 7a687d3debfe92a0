/// Points assigned to exemplars.
struct Partition: Sendable, Equatable {
  /// The exemplar of each point; -1 if there is none.
  var exemplarOfPoint: [Int]
  /// Preferences of the exemplars plus weighted similarities of the others; NaN without exemplars.
  var netSimilarity: Double

  init(exemplarOfPoint: [Int], netSimilarity: Double) {
    self.exemplarOfPoint = exemplarOfPoint
    self.netSimilarity = netSimilarity
  }

  /// The final partition: every point joins its most similar exemplar; each cluster chooses the member with the best
  /// net similarity as its exemplar; every point joins again.
  ///
  /// Ties go to the earlier exemplar, and among members to the earlier point. This order of steps is Frey's;
  /// scikit-learn and apcluster have it too. Sums are taken along rows of similarities: O(count^2) at worst.
  init(refining exemplars: [Int], _ similarities: Similarities, preferences: [Double]) {
    guard !exemplars.isEmpty else {
      exemplarOfPoint = Array(repeating: -1, count: similarities.count)
      netSimilarity = .nan
      return
    }
    let first = Self.assign(to: exemplars, similarities)
    var members = [[Int]](repeating: [], count: exemplars.count)
    for (point, cluster) in first.enumerated() { members[cluster].append(point) }
    let medoids = members.map { points in
      var sums = points.map { preferences[$0] }
      for point in points {
        let weight = Double(similarities.weight(point))
        for (position, candidate) in points.enumerated() where candidate != point {
          sums[position] += weight * similarities.value(point, candidate)
        }
      }
      var best = 0
      for position in sums.indices where sums[position] > sums[best] { best = position }
      return points[best]
    }
    exemplarOfPoint = Self.assign(to: medoids, similarities).map { medoids[$0] }
    netSimilarity = 0
    for (point, exemplar) in exemplarOfPoint.enumerated() {
      netSimilarity += Self.share(of: point, with: exemplar, similarities, preferences)
    }
  }

  /// The net similarity if every point joins the best of `exemplars`.
  static func netSimilarity(of exemplars: [Int], _ similarities: Similarities, preferences: [Double])
    -> Double
  {
    guard !exemplars.isEmpty else { return .nan }
    return assign(to: exemplars, similarities).enumerated().reduce(0) { sum, pair in
      sum + share(of: pair.offset, with: exemplars[pair.element], similarities, preferences)
    }
  }

  // MARK: -

  /// The position in `exemplars` that each point joins.
  private static func assign(to exemplars: [Int], _ similarities: Similarities) -> [Int] {
    var positions = (0..<similarities.count).map { point in
      var (best, value) = (0, -Double.infinity)
      for (position, exemplar) in exemplars.enumerated() {
        let candidate = similarities.value(point, exemplar)
        if candidate > value { (best, value) = (position, candidate) }
      }
      return best
    }
    for (position, exemplar) in exemplars.enumerated() { positions[exemplar] = position }
    return positions
  }

  private static func share(
    of point: Int, with exemplar: Int, _ similarities: Similarities, _ preferences: [Double]
  ) -> Double {
    point == exemplar
      ? preferences[point] : Double(similarities.weight(point)) * similarities.value(point, exemplar)
  }
}
