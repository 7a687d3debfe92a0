import Testing
import TestSupport

@testable import Clustering

@Suite("Silhouettes")
struct SilhouetteTests {
  private func distance(_ rows: [Double], _ columns: Int) -> @Sendable (Int, Int) -> Double {
    { one, other in
      (0..<columns).reduce(0) { sum, column in
        let difference = rows[one * columns + column] - rows[other * columns + column]
        return sum + difference * difference
      }.squareRoot()
    }
  }

  @Test("values and mean are scikit-learn's, for any number of threads")
  func golden() throws {
    let cases = try PartitionGolden.load().silhouettes
    #expect(cases.count == 3)
    for item in cases {
      let both = [1, 3].map {
        Silhouette(labels: item.labels, threadCount: $0, distance: distance(item.rows, item.columns))
      }
      #expect(both[0] == both[1])
      #expect(largestDifference(both[0].values, item.values) < roundingTolerance)
      #expect(agree(both[0].mean, item.mean, within: roundingTolerance))
    }
  }

  @Test("rows without a cluster do not enter")
  func unassigned() {
    let places = [0.0, 1, 10, 11, 500]
    let whole = Silhouette(labels: [0, 0, 1, 1], distance: distance(Array(places.prefix(4)), 1))
    let partly = Silhouette(labels: [3, 3, 9, 9, -1], distance: distance(places, 1))
    #expect(partly.values.prefix(4) == whole.values[...])
    #expect(partly.values[4].isNaN)
    #expect(partly.mean == whole.mean)
  }

  @Test(
    "one cluster, or every row its own, has no silhouette",
    arguments: [[0, 0, 0], [0, 1, 2], [-1, -1, -1], []])
  func trivial(labels: [Int]) {
    let result = Silhouette(labels: labels) { Double(abs($0 - $1)) }
    #expect(result.mean == nil)
    #expect(result.values.allSatisfy { $0.isNaN })
  }
}
