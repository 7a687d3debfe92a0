import Testing
import TestSupport

@testable import Clustering

@Suite("Partitions compared")
struct PartitionMeasuresTests {
  @Test("adjusted mutual information, adjusted Rand and purity are scikit-learn's")
  func golden() throws {
    let cases = try PartitionGolden.load().partitions
    #expect(cases.count == 10)
    for item in cases {
      let (clusters, classes) = (item.clusters, item.classes)
      let measured = [
        PartitionMeasures.mutualInformation(clusters, classes),
        PartitionMeasures.adjustedRandIndex(clusters, classes),
        PartitionMeasures.purity(clusters: clusters, classes: classes) ?? .nan,
      ]
      let expected = [
        item.mutualInformation, item.adjustedRandIndex, item.purity,
      ]
      #expect(largestDifference(measured, expected) < roundingTolerance)
      // The expectation sums exponentials of differences of log-factorials up to 2,600.
      let adjusted = PartitionMeasures.adjustedMutualInformation(clusters, classes)
      #expect(agree(adjusted, item.adjustedMutualInformation, within: 1e-10))
    }
  }

  @Test("a cluster is compared with few classes or many, whatever the labels")
  func adjustedRand() {
    #expect(PartitionMeasures.adjustedRandIndex([0, 0, 1, 1], [5, 5, 3, 3]) == 1)
    #expect(agree(PartitionMeasures.adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2]), 4 / 7, within: 1e-15))
    #expect(PartitionMeasures.adjustedRandIndex([0, 0, 0, 0], [0, 1, 2, 3]) == 0)
    #expect(PartitionMeasures.adjustedRandIndex([0, 0, 0], [1, 1, 1]) == 1)
    #expect(agree(PartitionMeasures.adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1]), -0.5, within: 1e-15))
    #expect(PartitionMeasures.adjustedRandIndex([], []) == 1)
  }

  @Test("as many clusters as rows, on both sides, are counted without a table of all pairs")
  func manyClusters() {
    // A square of 200,000 x 200,000 counts would take 320 GB.
    let rows = Array(0..<200_000)
    let table = ContingencyTable(rows, rows.reversed())
    #expect(table.pairs.count == rows.count && table.pairs.allSatisfy { $0.count == 1 })
    #expect(PartitionMeasures.adjustedRandIndex(rows, rows.reversed()) == 1)
  }

  @Test("no row has no purity")
  func empty() {
    #expect(PartitionMeasures.purity(clusters: [], classes: []) == nil)
    #expect(PartitionMeasures.adjustedMutualInformation([], []) == 1)
  }
}
