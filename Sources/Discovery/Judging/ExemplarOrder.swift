import Workbench

/// An order of clusters in which similar ones are neighbours.
///
/// Exemplars are merged into a tree by average linkage. From the leaves up, the two branches of each node are oriented
/// so that their nearest ends are neighbours.
///
/// Source: Sneath and Sokal 1973 (average linkage), Murtagh 1983 (nearest-neighbour chains). The orientation is greedy.
struct ExemplarOrder: Sendable {
  /// Cluster numbers.
  let clusters: [Int]
  /// The merges of the tree, the nearest branches first.
  let merges: [Judgement.Merge]

  /// - Parameter distance: the distance of two exemplars by their clusters' numbers, symmetric.
  /// - Complexity: O(count squared) in time and memory.
  init(count: Int, distance: (Int, Int) -> Double) {
    var distances = [Double](repeating: 0, count: count * count)
    for one in 0..<count {
      for other in 0..<one {
        let value = distance(one, other)
        distances[one * count + other] = value
        distances[other * count + one] = value
      }
    }
    let original = distances
    var branches: [[Int]?] = (0..<count).map { [$0] }
    var chain: [Int] = []
    var found: [(left: Int, right: Int, distance: Double)] = []
    for _ in 0..<max(0, count - 1) {
      if chain.isEmpty, let first = branches.firstIndex(where: { $0 != nil }) { chain = [first] }
      while true {
        let before = chain.count > 1 ? chain[chain.count - 2] : nil
        let next = Self.nearest(to: chain[chain.count - 1], branches, distances, preferring: before)
        if next == before { break }
        chain.append(next)
      }
      let one = chain.removeLast()
      let other = chain.removeLast()
      guard let left = branches[other], let right = branches[one] else { break }
      found.append((left[0], right[0], distances[other * count + one]))
      for third in 0..<count where branches[third] != nil && third != one && third != other {
        let value =
          (distances[other * count + third] * Double(left.count)
            + distances[one * count + third] * Double(right.count)) / Double(left.count + right.count)
        distances[other * count + third] = value
        distances[third * count + other] = value
      }
      branches[other] = Self.joined(left, right) { original[$0 * count + $1] }
      branches[one] = nil
    }
    clusters = branches.compactMap { $0 }.flatMap { $0 }
    merges = Self.numbered(found, count: count)
  }

  /// Merges of any clusters of two branches as merges of the branches themselves, the nearest first. The chain finds them in
  /// another order; by average linkage no branch is nearer to another than its own parts are to each other.
  private static func numbered(
    _ found: [(left: Int, right: Int, distance: Double)], count: Int
  ) -> [Judgement.Merge] {
    var branchOfCluster = Array(0..<count)
    let order = found.indices.sorted {
      found[$0].distance == found[$1].distance ? $0 < $1 : found[$0].distance < found[$1].distance
    }
    return order.enumerated().map { place, index in
      let (left, right) = (branchOfCluster[found[index].left], branchOfCluster[found[index].right])
      for cluster in 0..<count where branchOfCluster[cluster] == left || branchOfCluster[cluster] == right {
        branchOfCluster[cluster] = count + place
      }
      return Judgement.Merge(
        left: min(left, right), right: max(left, right), distance: found[index].distance)
    }
  }

  /// The nearest remaining branch; of equals the preferred one, else the lowest.
  private static func nearest(
    to branch: Int, _ branches: [[Int]?], _ distances: [Double], preferring preferred: Int? = nil
  ) -> Int {
    var best = preferred ?? -1
    for other in branches.indices where branches[other] != nil && other != branch {
      let row = branch * branches.count
      if best < 0 || distances[row + other] < distances[row + best] { best = other }
    }
    return best
  }

  private static func joined(
    _ left: [Int], _ right: [Int], _ distance: (Int, Int) -> Double
  ) -> [Int] {
    let ways = [
      (left, right), (left, right.reversed()), (left.reversed(), right), (left.reversed(), right.reversed()),
    ]
    let gaps = ways.map { distance($0.0[$0.0.count - 1], $0.1[0]) }
    let best = gaps.indices.min { gaps[$0] == gaps[$1] ? $0 < $1 : gaps[$0] < gaps[$1] } ?? 0
    return ways[best].0 + ways[best].1
  }
}
