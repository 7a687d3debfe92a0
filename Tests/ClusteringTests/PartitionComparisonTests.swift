import Testing

@testable import Clustering

@Suite("Two clusterings of the same rows")
struct PartitionComparisonTests {
  @Test("what stays is a match, what falls apart a split, what joins a merge")
  func kinds() {
    // Cluster 0 stays but for one row; 1 falls into 5 and 6; 2 and 3 join in 7; the last row has no cluster in one.
    let first = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4]
    let second = [8, 8, 8, 5, 5, 5, 6, 6, 7, 7, 7, 7, -1]
    let comparison = PartitionComparison(first, second)
    #expect(comparison.rowCount == 12)
    #expect(comparison.matches == [.init(first: 0, second: 8, jaccard: 0.75)])
    #expect(comparison.splits == [.init(whole: 1, parts: [5, 6])])
    #expect(comparison.merges == [.init(whole: 7, parts: [2, 3])])
    let rows = Array(first.prefix(12)), others = Array(second.prefix(12))
    #expect(comparison.adjustedRandIndex == PartitionMeasures.adjustedRandIndex(rows, others))
    #expect(comparison.adjustedMutualInformation == PartitionMeasures.adjustedMutualInformation(rows, others))
  }

  @Test("the other way round splits are merges")
  func symmetric() {
    let first = (0..<200).map { $0 * 7 % 11 / 2 }
    let second = (0..<200).map { $0 * 7 % 11 / 3 }
    let one = PartitionComparison(first, second)
    let other = PartitionComparison(second, first)
    #expect(one.splits == other.merges)
    #expect(one.merges == other.splits)
    #expect(
      Set(one.matches.map { [$0.first, $0.second] }) == Set(other.matches.map { [$0.second, $0.first] }))
  }

  @Test("equal clusterings match cluster by cluster; no row compares to nothing")
  func ends() {
    let same = PartitionComparison([4, 4, 2, 2, 2], [1, 1, 0, 0, 0])
    #expect(same.adjustedRandIndex == 1)
    #expect(same.matches.map(\.jaccard) == [1, 1])
    #expect(same.splits.isEmpty && same.merges.isEmpty)
    #expect(PartitionComparison([-1], [0]).adjustedRandIndex == nil)
  }
}
