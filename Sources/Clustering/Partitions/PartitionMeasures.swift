import Foundation

/// How well a partition into clusters fits a partition into classes.
///
/// Labels are any whole numbers. Rows that a clustering left unassigned (-1) would count as one more cluster:
/// the caller decides whether to leave them out.
public enum PartitionMeasures {
  /// The fraction of rows that belong to the commonest class of their cluster; nil for no row.
  ///
  /// Grows with the number of clusters by chance alone: read it beside what permuted classes reach.
  public static func purity(clusters: [Int], classes: [Int]) -> Double? {
    let table = ContingencyTable(clusters, classes)
    guard table.total > 0 else { return nil }
    var largest = [Int](repeating: 0, count: table.clusterSizes.count)
    for pair in table.pairs { largest[pair.cluster] = max(largest[pair.cluster], pair.count) }
    return Double(largest.reduce(0, +)) / Double(table.total)
  }

  /// Mutual information in nats.
  public static func mutualInformation(_ first: [Int], _ second: [Int]) -> Double {
    mutualInformation(ContingencyTable(first, second))
  }

  /// Mutual information above its expectation under permutation, over the mean entropy above the same.
  ///
  /// 1 for equal partitions, about 0 for independent ones, whatever the number of clusters; may be negative.
  /// Source: Vinh, Epps and Bailey 2010, arithmetic normalisation, as scikit-learn's
  /// `adjusted_mutual_info_score`. Deviation: none.
  public static func adjustedMutualInformation(_ first: [Int], _ second: [Int]) -> Double {
    let table = ContingencyTable(first, second)
    if isTrivial(table) { return 1 }
    let expected = expectedMutualInformation(table)
    let spread = meanEntropy(table) - expected
    // Where every permutation reaches the entropy itself the quotient is 0/0; the sign is kept.
    let denominator = spread < 0 ? min(spread, -Double.ulpOfOne) : max(spread, Double.ulpOfOne)
    return (mutualInformation(table) - expected) / denominator
  }

  /// The Rand index adjusted for chance, at most 1.
  ///
  /// 1 for equal partitions, also where both are trivial; about 0 for unrelated ones.
  /// Source: Hubert and Arabie 1985, Comparing partitions, Eq. 5, as scikit-learn's `adjusted_rand_score`.
  /// Deviation: none.
  public static func adjustedRandIndex(_ first: [Int], _ second: [Int]) -> Double {
    let table = ContingencyTable(first, second)
    func pairCount(_ sizes: [Int]) -> Double { sizes.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 } }
    let both = pairCount(table.pairs.map(\.count))
    let inFirst = pairCount(table.clusterSizes)
    let inSecond = pairCount(table.classSizes)
    if both == inFirst && both == inSecond { return 1 }
    let expected = inFirst * inSecond / pairCount([table.total])
    return (both - expected) / ((inFirst + inSecond) / 2 - expected)
  }

  // MARK: -

  /// Neither partition says anything: at most one cluster and one class, or every row alone in both.
  private static func isTrivial(_ table: ContingencyTable) -> Bool {
    table.clusterSizes.count <= 1 && table.classSizes.count <= 1
      || table.clusterSizes.count == table.total && table.classSizes.count == table.total
  }

  private static func mutualInformation(_ table: ContingencyTable) -> Double {
    let total = Double(table.total)
    let sum = table.pairs.reduce(0.0) { sum, pair in
      let joint = Double(pair.count)
      let product = Double(table.clusterSizes[pair.cluster]) * Double(table.classSizes[pair.class])
      return sum + joint / total * log(joint * total / product)
    }
    return max(0, sum)
  }

  private static func meanEntropy(_ table: ContingencyTable) -> Double {
    func entropy(_ sizes: [Int]) -> Double {
      let total = Double(table.total)
      return -sizes.reduce(0) { $0 + Double($1) / total * log(Double($1) / total) }
    }
    return (entropy(table.clusterSizes) + entropy(table.classSizes)) / 2
  }

  /// The exact expectation over all permutations (hypergeometric counts), in nats.
  ///
  /// - Complexity: O(clusters * rows + classes * rows) at most.
  static func expectedMutualInformation(_ table: ContingencyTable) -> Double {
    let total = table.total
    var logFactorial = [0.0]
    logFactorial.reserveCapacity(total + 1)
    for n in 1...max(1, total) { logFactorial.append(logFactorial[n - 1] + log(Double(n))) }
    var expected = 0.0
    for a in table.clusterSizes {
      for b in table.classSizes {
        let fixed =
          logFactorial[a] + logFactorial[b] + logFactorial[total - a] + logFactorial[total - b]
          - logFactorial[total]
        for n in max(1, a + b - total)...max(1, min(a, b)) {
          let logProbability =
            fixed - logFactorial[n] - logFactorial[a - n] - logFactorial[b - n]
            - logFactorial[total - a - b + n]
          let information = log(Double(n) * Double(total) / (Double(a) * Double(b)))
          expected += Double(n) / Double(total) * information * exp(logProbability)
        }
      }
    }
    return expected
  }
}
