import Clustering
import Workbench

/// How many rows of each class lie in clusters of their own, that is, in which their class is the most frequent; and how many
/// would by chance, in clusters of the same sizes with the classes permuted.
struct ClassRecall {
  /// By class; nil for a class without rows.
  let recalls: [Double?]
  /// Mean over the permutations, by class; nil without a permutation.
  let byChance: [Double]?

  /// - Parameter classes: of each row, 0 ..< classCount.
  init(
    clusters: [Int], classes: [Int], classCount: Int, permutations: Int, seed: UInt64, threadCount: Int
  ) {
    let totals = classes.reduce(into: [Int](repeating: 0, count: classCount)) { $0[$1] += 1 }
    recalls = zip(Self.recalls(clusters, classes, classCount), totals).map { $1 > 0 ? $0 : nil }
    guard permutations > 0 else {
      byChance = nil
      return
    }
    let permuted = Parallel.values(count: permutations, threadCount: threadCount) { index in
      var stream = RandomStream(seed: seed, purpose: "permuted recall", items: index)
      let order = stream.permutation(count: classes.count)
      return Self.recalls(clusters, order.map { classes[$0] }, classCount)
    }
    byChance = (0..<classCount).map { number in
      permuted.reduce(0) { $0 + $1[number] } / Double(permutations)
    }
  }

  private static func recalls(_ clusters: [Int], _ classes: [Int], _ classCount: Int) -> [Double] {
    let clusterCount = (clusters.max() ?? -1) + 1
    var counts = [Int](repeating: 0, count: clusterCount * classCount)
    var totals = [Int](repeating: 0, count: classCount)
    for (cluster, number) in zip(clusters, classes) {
      counts[cluster * classCount + number] += 1
      totals[number] += 1
    }
    var inOwn = [Int](repeating: 0, count: classCount)
    for cluster in 0..<clusterCount {
      let row = counts[cluster * classCount..<(cluster + 1) * classCount]
      // Of equally frequent classes the first one.
      guard let most = row.max(), let leading = row.firstIndex(of: most) else { continue }
      inOwn[leading - row.startIndex] += most
    }
    return zip(inOwn, totals).map { $1 > 0 ? Double($0) / Double($1) : 0 }
  }
}
