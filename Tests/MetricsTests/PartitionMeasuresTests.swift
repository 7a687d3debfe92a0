import Testing

@testable import Metrics

@Suite("Partitions compared")
struct PartitionMeasuresTests {
  @Test("adjusted and normalised mutual information, adjusted Rand and purity are scikit-learn's")
  func golden() throws {
    let cases = try MetricsGolden.load().partitions
    #expect(cases.count == 10)
    for item in cases {
      let (clusters, classes) = (item.clusters, item.classes)
      let measured = [
        PartitionMeasures.mutualInformation(clusters, classes),
        PartitionMeasures.normalizedMutualInformation(clusters, classes),
        PartitionMeasures.adjustedRandIndex(clusters, classes),
        PartitionMeasures.purity(clusters: clusters, classes: classes) ?? .nan,
      ]
      let expected = [
        item.mutualInformation, item.normalizedMutualInformation, item.adjustedRandIndex, item.purity,
      ]
      #expect(largestDifference(measured, expected) < roundingTolerance)
      // The expectation sums exponentials of differences of log-factorials up to 2,600.
      let adjusted = PartitionMeasures.adjustedMutualInformation(clusters, classes)
      #expect(agree(adjusted, item.adjustedMutualInformation, within: 1e-10))
    }
  }

  @Test("permuted purity is what the same sizes reach by chance")
  func permuted() throws {
    let clusters = (0..<300).map { $0 % 10 }
    let classes = (0..<300).map { $0 % 5 == 0 ? 1 : $0 % 2 }
    let result = try #require(
      PartitionMeasures.permutedPurity(clusters: clusters, classes: classes, permutations: 200, seed: 1))
    #expect(result.purity == PartitionMeasures.purity(clusters: clusters, classes: classes))
    #expect(result.permutedInterval.low <= result.permutedMean)
    #expect(result.permutedInterval.high >= result.permutedMean)
    #expect(result.purity > result.permutedInterval.high)
    #expect(result.margin == result.purity - result.permutedMean)
    let threaded = PartitionMeasures.permutedPurity(
      clusters: clusters, classes: classes, permutations: 200, seed: 1, threadCount: 2)
    #expect(threaded == result)
  }

  @Test("permuting two rows of one cluster pair gives the expectation of all permutations")
  func permutedExactly() throws {
    // Classes a, a, b, b over clusters of two: 2 of 6 arrangements are pure, the others reach one half.
    let result = try #require(
      PartitionMeasures.permutedPurity(
        clusters: [0, 0, 1, 1], classes: [7, 7, 8, 8], permutations: 3000, seed: 2))
    // Deviation of one draw is 0.236; of the mean of 3,000, 0.0043.
    #expect(agree(result.permutedMean, 2.0 / 3, within: 0.02))
  }

  @Test("no row has no purity")
  func empty() {
    #expect(PartitionMeasures.purity(clusters: [], classes: []) == nil)
    #expect(PartitionMeasures.permutedPurity(clusters: [], classes: [], seed: 1) == nil)
    #expect(PartitionMeasures.adjustedMutualInformation([], []) == 1)
  }
}
