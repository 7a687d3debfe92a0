import Workbench
internal import CKernels

/// The last steps of a clustering of more points than a square holds: every point joins its most similar exemplar, each
/// cluster chooses the member with the best net similarity, every point joins again; and so on while the net similarity
/// gains. The same order of steps, and the same rules for ties, as `Partition(refining:)`, which takes them once, from
/// vectors instead of a square.
struct ExemplarRefinement {
  let source: PreparedRows
  let weights: [UInt32]
  let threadCount: Int

  /// Points with their exemplars.
  struct Result: Sendable {
    var partition: Partition
    /// The similarity of every point to its exemplar; that of copies for an exemplar.
    var similarities: [Double]
  }

  /// Most rounds of joining and choosing: later ones gain little where exemplars are good.
  static let mostRounds = 6

  /// - Parameters:
  ///   - preferences: one per point, with what copies of the point add where it is an exemplar.
  ///   - rounds: most times that clusters choose, at least 1.
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

  /// The position in `exemplars` that each point joins, an exemplar itself, and the similarity to it.
  func assign(to exemplars: [Int]) throws -> (positions: [Int], similarities: [Double]) {
    let nearest = try NearestNeighbours(
      of: source, among: source.selected(exemplars), neighbourCount: 1, threadCount: threadCount)
    var positions = nearest.indices.map(Int.init)
    for (position, exemplar) in exemplars.enumerated() { positions[exemplar] = position }
    return (positions, nearest.values)
  }

  /// The member that would be the best exemplar, the first of equals.
  ///
  /// - Complexity: O(members x columns): the sum of similarities to a candidate is an inner product with the sum.
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
      // Less what is the same for every candidate, the squared lengths of the members.
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
