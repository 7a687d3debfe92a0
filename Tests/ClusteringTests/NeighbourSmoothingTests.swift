import Clustering
import Testing
import Workbench

@Suite struct NeighbourSmoothingTests {
  private let budget = ResourceBudget(threadCount: 2, memoryBytes: 1 << 30)

  /// Three clouds of noisy rows.
  private func rows(_ count: Int) -> [Float] {
    var stream = RandomStream(seed: 5, purpose: "clouds")
    return (0..<count).flatMap { row in
      (0..<8).map { column in Float(stream.normal()) + (column == row % 3 ? 4 : 0) }
    }
  }

  private func configuration(_ smoothing: Int) -> ClusteringConfiguration {
    var configuration = ClusteringConfiguration()
    (configuration.normalisation, configuration.smoothing) = (.standardised, smoothing)
    configuration.preference = .medianTimes(3)
    return configuration
  }

  @Test func `smoothed rows fall into fewer, purer clusters`() throws {
    let features = rows(150)
    let kinds = (0..<150).map { $0 % 3 }
    let plain = try AffinityPropagation(configuration(0)).cluster(features, columnCount: 8, budget: budget)
    let smooth = try AffinityPropagation(configuration(8)).cluster(features, columnCount: 8, budget: budget)
    #expect(smooth.audit.converged && smooth.clusterCount <= plain.clusterCount)
    let agreement = { PartitionMeasures.adjustedMutualInformation($0, kinds) }
    #expect(agreement(smooth.labels) > agreement(plain.labels))
  }

  @Test func `one neighbour is none`() throws {
    let features = rows(30)
    let one = try AffinityPropagation(configuration(1)).cluster(features, columnCount: 8, budget: budget)
    let none = try AffinityPropagation(configuration(0)).cluster(features, columnCount: 8, budget: budget)
    #expect(one.exemplars == none.exemplars)
  }

  @Test func `the order of rows, threads and a shared square change nothing`() throws {
    let features = rows(90)
    let found = try AffinityPropagation(configuration(6)).cluster(features, columnCount: 8, budget: budget)
    var single = budget
    single.threadCount = 1
    let alone = try AffinityPropagation(configuration(6)).cluster(features, columnCount: 8, budget: single)
    #expect(alone.exemplars == found.exemplars)
    let shared = try SharedSimilarities(features: features, columnCount: 8).cluster(
      configuration(6), budget: budget, progress: nil)
    #expect(shared.exemplars == found.exemplars)
    let order = Array((0..<90).reversed())
    let turned = try AffinityPropagation(configuration(6)).cluster(
      order.flatMap { features[$0 * 8..<($0 + 1) * 8] }, columnCount: 8, budget: budget)
    #expect(order.indices.allSatisfy { order[turned.exemplars[$0]] == found.exemplars[order[$0]] })
  }
}
