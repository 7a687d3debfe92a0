import Workbench
internal import CKernels

/// The last steps of a clustering with too many points for a square of similarities.
///
/// Every point joins its most similar exemplar, each cluster chooses the member with the best net similarity, every
/// point joins again; this repeats while the net similarity grows. Steps and rules for ties are those of
/// `Partition(refining:)`, which does one round, from a square instead of vectors.
struct ExemplarRefinement {
  let source: PreparedRows
  let weights: [UInt32]
  let threadCount: Int

  /// Points with their exemplars.
  struct Result: Sendable {
    var partition: Partition
    /// The similarity of every point to its exemplar; for an exemplar, the similarity of copies.
    var similarities: [Double]
  }

  /// The most rounds of joining and choosing; with good exemplars later rounds gain little.
  static let mostRounds = 6

  /// - Parameters:
  ///   - preferences: one per point, including what copies of the point add if it is an exemplar.
  ///   - rounds: how many times clusters choose at most, at least 1.
  func refined(
    _ exemplars: [Int], preferences: [Double], rounds: Int = ExemplarRefinement.mostRounds
  ) throws -> Result {
    guard !exemplars.isEmpty else {
      return Result(
        partition: Partition(exemplarOfPoint: Array(repeating: -1, count: source.count), netSimilarity: .nan),
        similarities: Array(repeating: .nan, count: source.count))
    }
    let count = exemplars.count
    var best = try round(from: try assign(to: exemplars).positions, clusterCount: count, preferences)
    for _ in 1..<rounds {
      let next = try round(from: best.positions, clusterCount: count, preferences)
      guard next.result.partition.netSimilarity > best.result.partition.netSimilarity else { break }
      best = next
    }
    return best.result
  }

  /// Every cluster chooses its best member, and every point joins again.
  private func round(
    from positions: [Int], clusterCount: Int, _ preferences: [Double]
  ) throws -> (positions: [Int], result: Result) {
    var members = [[Int]](repeating: [], count: clusterCount)
    for (point, position) in positions.enumerated() { members[position].append(point) }
    let groups = members
    let medoids = try Parallel.map(count: groups.count, threadCount: threadCount) {
      medoid(of: groups[$0], preferences)
    }
    let last = try assign(to: medoids)
    let exemplarOfPoint = last.positions.map { medoids[$0] }
    var (sum, similarities) = (0.0, last.similarities)
    for (point, exemplar) in exemplarOfPoint.enumerated() {
      if point == exemplar { similarities[point] = source.measure.ofCopies }
      sum += point == exemplar ? preferences[point] : Double(weights[point]) * similarities[point]
    }
    return (
      last.positions,
      Result(
        partition: Partition(exemplarOfPoint: exemplarOfPoint, netSimilarity: sum), similarities: similarities
      )
    )
  }

  /// For each point, the index in `exemplars` that it joins (an exemplar joins itself), and the similarity to it.
  func assign(to exemplars: [Int]) throws -> (positions: [Int], similarities: [Double]) {
    let nearest = try NearestNeighbours(
      of: source, among: source.selected(exemplars), neighbourCount: 1, threadCount: threadCount)
    var positions = nearest.indices.map(Int.init)
    for (position, exemplar) in exemplars.enumerated() { positions[exemplar] = position }
    return (positions, nearest.values)
  }

  /// The member that would be the best exemplar, the first among equals.
  ///
  /// - Complexity: O(members x columns), because the sum of similarities to a candidate is an inner product with the
  ///   sum of the members.
  private func medoid(of members: [Int], _ preferences: [Double]) -> Int {
    let width = source.columnCount
    var sum = [Double](repeating: 0, count: width)
    var total = 0.0
    for member in members {
      ck_add_weighted_row(&sum, source.row(member), Double(weights[member]), width)
      total += Double(weights[member])
    }
    var best = (point: members[0], value: -Double.infinity)
    for member in members {
      let row = source.row(member)
      let product = ck_ordered_product(sum, row, width)
      // The squared lengths of the members are left out: they are the same for every candidate.
      let following =
        source.usesLengths
        ? 2 * product - total * ck_ordered_product(row, row, width)
        : product - Double(weights[member]) * source.measure.ofCopies
      let value = following + preferences[member]
      if value > best.value { best = (member, value) }
    }
    return best.point
  }
}
