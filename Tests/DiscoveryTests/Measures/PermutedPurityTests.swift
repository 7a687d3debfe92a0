import Clustering
import TestSupport
import Testing

@testable import Discovery

@Suite struct PermutedPurityTests {
  @Test func `permuted purity is what the same sizes reach by chance, on any number of threads`() throws {
    let clusters = (0..<300).map { $0 % 10 }
    let classes = (0..<300).map { $0 % 5 == 0 ? 1 : $0 % 2 }
    let result = try #require(
      PermutedPurity(clusters: clusters, classes: classes, permutations: 200, seed: 1))
    #expect(result.purity == PartitionMeasures.purity(clusters: clusters, classes: classes))
    #expect(result.permutedInterval.low <= result.permutedMean)
    #expect(result.permutedInterval.high >= result.permutedMean)
    #expect(result.purity > result.permutedInterval.high)
    #expect(result.margin == result.purity - result.permutedMean)
    let threaded = PermutedPurity(
      clusters: clusters, classes: classes, permutations: 200, seed: 1, threadCount: 2)
    #expect(threaded == result)
  }

  @Test func `permuting two rows of one cluster pair gives the expectation of all permutations`() throws {
    // Classes a, a, b, b over clusters of two: 2 of 6 arrangements are pure, the others reach one half.
    let result = try #require(
      PermutedPurity(
        clusters: [0, 0, 1, 1], classes: [7, 7, 8, 8], permutations: 3000, seed: 2))
    // Deviation of one draw is 0.236; of the mean of 3,000, 0.0043.
    #expect(agree(result.permutedMean, 2.0 / 3, within: 0.02))
  }

  @Test func `no row and no permutation have no permuted purity`() {
    #expect(PermutedPurity(clusters: [], classes: [], seed: 1) == nil)
    #expect(PermutedPurity(clusters: [0, 1], classes: [0, 1], permutations: 0, seed: 1) == nil)
  }
}
