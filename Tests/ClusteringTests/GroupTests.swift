import Testing
import Workbench

@testable import Clustering

/// The steps of the hierarchical method, one by one.
struct GroupTests {
  @Test(
    "What it costs a group to follow another is the sum over its rows", arguments: SimilarityMeasure.allCases)
  func groupSimilarities(_ measure: SimilarityMeasure) throws {
    let tolerance = 1e-5
    let features = Drawn.blobs(rowCount: 40, columnCount: 6, clusterCount: 5, seed: 3)
    let source = NeighbourTests.prepared(features, columns: 6, measure: measure)
    let square = try Similarities(
      of: features, columnCount: 6, measure: measure, precision: .double, budget: Drawn.budget)
    let weights: [UInt32] = (0..<40).map { UInt32(1 + $0 % 3) }
    let members: [[Int]] = [[3, 5, 9], [0], [11, 12, 20, 39], [1, 2]]
    let groups = members.map { PointGroup(exemplar: $0[$0.count / 2], members: $0) }
    let aggregated = try Similarities(of: groups, source: source, weights: weights, threadCount: 2)
    func sum(_ group: PointGroup, to exemplar: Int) -> Double {
      group.members.reduce(0) { $0 + Double(weights[$1]) * square[$1, exemplar] }
    }
    for i in groups.indices {
      for k in groups.indices where k != i {
        let expected = sum(groups[i], to: groups[k].exemplar) - sum(groups[i], to: groups[i].exemplar)
        #expect(abs(aggregated[i, k] - expected) <= tolerance * max(1, abs(expected)))
      }
    }
  }

  @Test("The last steps are those of the square", arguments: SimilarityMeasure.allCases, [1, 4])
  func refinement(_ measure: SimilarityMeasure, exemplarCount: Int) throws {
    let features = Drawn.blobs(rowCount: 90, columnCount: 5, clusterCount: 4, seed: 5)
    let source = NeighbourTests.prepared(features, columns: 5, measure: measure)
    let square = try Similarities(
      of: features, columnCount: 5, measure: measure, precision: .double, budget: Drawn.budget)
    let preferences: [Double] = (0..<90).map { -0.5 - Double($0 % 7) / 100 }
    let exemplars = Array([7, 19, 44, 80][..<exemplarCount])
    let expected = Partition(refining: exemplars, square, preferences: preferences)
    let refinement = ExemplarRefinement(
      source: source, weights: Array(repeating: 1, count: 90), threadCount: 2)
    let found = try refinement.refined(exemplars, preferences: preferences, rounds: 1)
    #expect(found.partition.exemplarOfPoint == expected.exemplarOfPoint)
    #expect(abs(found.partition.netSimilarity - expected.netSimilarity) < 1e-9)
    // Taken again, they never lose.
    let further = try refinement.refined(exemplars, preferences: preferences)
    #expect(further.partition.netSimilarity >= found.partition.netSimilarity)
    #expect(Set(further.partition.exemplarOfPoint).count == exemplarCount)
  }

  @Test("Subsets hold every point once, nearly equally many, and neighbours stay together")
  func subsets() throws {
    let (features, _) = ScalableTests.planted(rowCount: 500, columnCount: 4, groupCount: 5, seed: 2)
    let source = NeighbourTests.prepared(features, columns: 4)
    let points = (0..<500).filter { $0 % 7 != 0 }
    for threads in [1, 3] {
      let subsets = try LocalSubsets(source: source, threadCount: threads).split(points, limit: 60)
      #expect(subsets.flatMap { $0 }.sorted() == points)
      #expect(subsets.allSatisfy { $0.count <= 60 && $0.count >= 45 && $0 == $0.sorted() })
      let again = try LocalSubsets(source: source, threadCount: 2).split(points, limit: 60)
      #expect(again == subsets)
      // The mean squared distance within a subset, beside that between any two points.
      func mean(_ set: [Int]) -> Double {
        let rows = set.map { Drawn.row($0, of: features, 4) }
        var sum = 0.0
        for one in rows {
          for other in rows { sum -= Drawn.negativeSquaredDistance(one, other) }
        }
        return sum / Double(rows.count * rows.count)
      }
      let within = subsets.map(mean).reduce(0, +) / Double(subsets.count)
      #expect(within < 0.5 * mean(Array(points[..<200])))
    }
    let equal = NeighbourTests.prepared([Float](repeating: 1, count: 40), columns: 2)
    #expect(
      try LocalSubsets(source: equal, threadCount: 1).split(Array(0..<20), limit: 8).map(\.count) == [
        6, 7, 7,
      ])
  }
}
