import Testing
import Workbench

@testable import Clustering

/// Affinity propagation past the square, beside the dense one.
struct ScalableTests {
  static let methods: [ClusteringMethod] = [.sparse, .hierarchical]

  @Test("Along all edges, messages are the dense ones")
  func allEdges() throws {
    let (count, tolerance) = (70, 1e-5)
    let features = Drawn.blobs(rowCount: count, columnCount: 3, clusterCount: 4, seed: 4)
    let source = NeighbourTests.prepared(features, columns: 3)
    var stream = RandomStream(seed: 6, purpose: "weights")
    let weights = (0..<count).map { _ in UInt32(1 + stream.integer(below: 3)) }
    let preferences = (0..<count).map { _ in stream.uniform(in: -9 ..< -6) }
    let breaks = TieBreaking.amounts(count: count, spread: 10)
    let neighbours = try NearestNeighbours(of: source, neighbourCount: count - 1, threadCount: 2)
    let graph = NeighbourGraph(neighbours, pointCount: count, threadCount: 2)
    let sparse = try SparseMessagePassing(
      graph, weights: weights, preferences: preferences, tieBreaks: breaks, damping: 0.8, threadCount: 2
    ).run(maximumIterations: 300, window: 50, earliest: 50, progress: nil)
    let square = try Similarities(of: source, weights: weights, threadCount: 2)
    let dense = try MessagePassing(
      square, preferences: preferences, inMessages: zip(preferences, breaks).map(+), addsInRowOrder: false,
      damping: 0.8, threadCount: 2
    ).run(maximumIterations: 300, window: 50, earliest: 50, progress: nil)
    #expect(dense.converged && dense.exemplars.count > 1)
    #expect(sparse.exemplars == dense.exemplars)
    #expect(sparse.iterations == dense.iterations)
    #expect(sparse.exemplarCounts == dense.exemplarCounts)
    for (one, other) in zip(sparse.netSimilarities, dense.netSimilarities) {
      #expect((one.isNaN && other.isNaN) || abs(one - other) <= tolerance * abs(other))
    }
  }

  /// 1,200 rows in 12 planted groups of very different sizes, the largest larger than a subset and than a neighbourhood.
  @Test("Planted groups are found as the dense method finds them", arguments: methods)
  func planted(_ method: ClusteringMethod) throws {
    let (features, truth) = Self.planted(rowCount: 1200, columnCount: 8, groupCount: 12, seed: 5)
    var configuration = Self.small(method)
    configuration.preference = .quantile(0.05)
    let ours = try AffinityPropagation(configuration).cluster(features, columnCount: 8, budget: Drawn.budget)
    configuration.method = .dense
    let dense = try AffinityPropagation(configuration).cluster(features, columnCount: 8, budget: Drawn.budget)
    let approximation = try #require(ours.audit.approximation)
    #expect(ours.audit.method == method && dense.audit.approximation == nil)
    #expect(PartitionMeasures.adjustedRandIndex(ours.labels, truth) > 0.95)
    #expect(PartitionMeasures.adjustedRandIndex(ours.labels, dense.labels) > 0.95)
    // The preference of the dense run, from all rows instead of a sample of them: both take all of 1,200.
    #expect(abs(ours.audit.preference - dense.audit.preference) <= 1e-6 * abs(dense.audit.preference))
    let gap = (dense.audit.netSimilarity - ours.audit.netSimilarity) / abs(dense.audit.netSimilarity)
    #expect(gap < 0.01)
    // Groups that were cut apart had to be joined again.
    let levels = approximation.levels
    #expect(levels.count >= 2 && levels[0].pointCount == 1200)
    #expect(levels[0].groupCount > ours.clusterCount)
    #expect(levels.last?.groupCount == ours.clusterCount)
    #expect(method == .sparse || levels[0].runCount == 12)
  }

  @Test("One, two and three threads give the same bits", arguments: methods)
  func threads(_ method: ClusteringMethod) throws {
    let (features, _) = Self.planted(rowCount: 400, columnCount: 6, groupCount: 8, seed: 7)
    var configuration = Self.small(method)
    configuration.agreementRows = 100
    let propagation = try AffinityPropagation(configuration)
    let results = try [1, 2, 3].map { threads in
      try propagation.cluster(
        features, columnCount: 6, budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
    }
    for other in results[1...] {
      #expect(other.labels == results[0].labels && other.exemplars == results[0].exemplars)
      #expect(other.similarities.map(\.bitPattern) == results[0].similarities.map(\.bitPattern))
      #expect(other.audit.approximation == results[0].audit.approximation)
      #expect(other.audit.netSimilarity == results[0].audit.netSimilarity)
      #expect(other.audit.exemplarCountPerIteration == results[0].audit.exemplarCountPerIteration)
    }
    #expect(results[0].clusterCount > 1)
    #expect(results[0].audit.approximation?.agreement?.rowCount == 100)
  }

  @Test("The order of rows does not change the partition", arguments: methods)
  func order(_ method: ClusteringMethod) throws {
    var stream = RandomStream(seed: 3, purpose: "grid")
    let features = (0..<150 * 2).map { _ in Float(1 + stream.integer(below: 11)) }
    let propagation = try AffinityPropagation(Self.small(method, subsetRows: 20, neighbours: 5))
    let straight = try propagation.cluster(features, columnCount: 2, budget: Drawn.budget)
    #expect(straight.audit.distinctRowCount < 150 && straight.clusterCount > 1)
    let order = stream.permutation(count: 150)
    let other = try propagation.cluster(
      Drawn.permuted(features, 2, by: order), columnCount: 2, budget: Drawn.budget)
    for (position, row) in order.enumerated() {
      #expect(
        Drawn.row(straight.exemplars[row], of: features, 2)
          == Drawn.row(order[other.exemplars[position]], of: features, 2))
    }
    // What is reported is the net similarity of the rows apart.
    #expect(abs(straight.similarities.reduce(0, +) - straight.audit.netSimilarity) < 1e-6)
  }

  @Test("Parts without a link are reported, and join where the preference asks for it")
  func bridges() throws {
    let features: [Float] = [0, 1, 2, 3, 4, 100, 101, 102, 103, 200, 201, 202]
    var configuration = Self.small(.sparse, neighbours: 2)
    (configuration.normalisation, configuration.preference) = (.raw, .value(-50))
    let apart = try AffinityPropagation(configuration).cluster(features, columnCount: 1, budget: Drawn.budget)
    #expect(apart.clusters.map(\.members.count) == [5, 4, 3])
    #expect(apart.audit.approximation?.componentCount == 3)
    #expect(apart.audit.approximation?.outsideLargestComponentCount == 7)
    configuration.preference = .value(-1e6)
    let one = try AffinityPropagation(configuration).cluster(features, columnCount: 1, budget: Drawn.budget)
    #expect(one.clusterCount == 1)
    configuration.method = .dense
    let dense = try AffinityPropagation(configuration).cluster(features, columnCount: 1, budget: Drawn.budget)
    #expect(one.exemplars == dense.exemplars)
  }

  @Test("A wanted number of clusters, preferences by row, and no exemplar at all", arguments: methods)
  func preferences(_ method: ClusteringMethod) throws {
    let (features, _) = Self.planted(rowCount: 200, columnCount: 4, groupCount: 5, seed: 9)
    var configuration = Self.small(method, subsetRows: 40, neighbours: 199)
    configuration.preference = .count(5)
    #expect(
      try AffinityPropagation(configuration).cluster(features, columnCount: 4, budget: Drawn.budget)
        .clusterCount == 5)
    var values = [Double](repeating: -1e5, count: 200)
    values[17] = -0.01
    configuration.preference = .perRow(values)
    let one = try AffinityPropagation(configuration).cluster(features, columnCount: 4, budget: Drawn.budget)
    #expect(one.clusters.map(\.exemplar) == [17])
    #expect(one.similarities[17] == -0.01)
    guard method == .sparse else { return }
    (configuration.preference, configuration.maximumIterations) = (.value(-100), 1)
    let none = try AffinityPropagation(configuration).cluster(features, columnCount: 4, budget: Drawn.budget)
    #expect(none.labels.allSatisfy { $0 == -1 } && !none.audit.converged)
  }

  @Test("The agreement with the dense method is that of the two partitions")
  func agreement() throws {
    let (features, _) = Self.planted(rowCount: 300, columnCount: 5, groupCount: 6, seed: 10)
    var configuration = Self.small(.hierarchical)
    (configuration.agreementRows, configuration.preference) = (120, .quantile(0.1))
    let result = try AffinityPropagation(configuration).cluster(
      features, columnCount: 5, budget: Drawn.budget)
    let agreement = try #require(result.audit.approximation?.agreement)
    #expect(agreement.rowCount == 120 && agreement.denseConverged)
    #expect((agreement.adjustedRandIndex ?? 0) > 0.9)
    #expect(abs(agreement.netSimilarityGap ?? 1) < 0.05)
    configuration.agreementRows = 0
    let without = try AffinityPropagation(configuration).cluster(
      features, columnCount: 5, budget: Drawn.budget)
    #expect(without.audit.approximation?.agreement == nil && without.labels == result.labels)
  }

  @Test("The method follows from rows and memory, and a refusal names one that fits")
  func choice() throws {
    let configuration = ClusteringConfiguration()
    let machine = ResourceBudget(threadCount: 2, memoryBytes: 16 << 30)
    func chosen(_ rows: Int, _ budget: ResourceBudget) -> ClusteringMethod {
      configuration.resolved(rowCount: rows, columnCount: 1024, budget: budget).method
    }
    #expect(chosen(5_000, machine) == .dense)
    #expect(chosen(20_000, machine) == .dense)
    #expect(chosen(50_000, machine) == .sparse)
    #expect(chosen(140_000, machine) == .hierarchical)
    let small = ResourceBudget(threadCount: 2, memoryBytes: 2 << 30)
    #expect(chosen(20_000, small) == .sparse)
    #expect(chosen(90_000, ResourceBudget(threadCount: 2, memoryBytes: 1 << 30)) == .hierarchical)
    // 140,000 rows of 1024 numbers are planned well below ten gigabytes.
    #expect(
      configuration.memoryBytes(.hierarchical, rowCount: 140_000, columnCount: 1024, threadCount: 2) < 2 << 30
    )
    var dense = configuration
    dense.method = .dense
    let error = #expect(throws: ClusteringError.self) {
      try dense.checkedBytes(points: 30_000, columnCount: 1024, budget: small)
    }
    #expect(
      error?.message
        == "Dense affinity propagation of 30000 different rows needs 10.82 GB and may use 2.15 GB. "
        + "Set cluster.method=sparse, which needs 933.38 MB, or allow more memory.")
    #expect(error?.exitCode == .unavailable)
    var compatible = ClusteringConfiguration(compatibility: .scikitLearn)
    #expect(compatible.resolved(rowCount: 900_000, columnCount: 4, budget: machine).method == .dense)
    compatible.method = .sparse
    #expect(throws: ClusteringError.self) { try compatible.validate() }
  }

  @Test("Seeded noise gives the same answer twice, whatever the order of rows")
  func noise() throws {
    let features = Drawn.blobs(rowCount: 80, columnCount: 3, clusterCount: 5, seed: 11)
    var configuration = ClusteringConfiguration()
    configuration.noise = 1e-4
    let propagation = try AffinityPropagation(configuration)
    let one = try propagation.cluster(features, columnCount: 3, budget: Drawn.budget)
    #expect(try propagation.cluster(features, columnCount: 3, budget: Drawn.budget) == one)
    var stream = RandomStream(seed: 1, purpose: "order")
    let order = stream.permutation(count: 80)
    let other = try propagation.cluster(
      Drawn.permuted(features, 3, by: order), columnCount: 3, budget: Drawn.budget)
    #expect(order.enumerated().allSatisfy { order[other.exemplars[$0.offset]] == one.exemplars[$0.element] })
    configuration.seed = 2
    #expect(
      TieBreaking.amounts(count: 9, spread: 1, noise: 0.1, seed: 1)
        != TieBreaking.amounts(count: 9, spread: 1, noise: 0.1, seed: 2))
    configuration.noise = 0.5
    #expect(throws: ClusteringError.self) { try configuration.validate() }
  }

  // MARK: -

  /// A method small enough to have something to do on a few hundred rows.
  static func small(
    _ method: ClusteringMethod, subsetRows: Int = 100, neighbours: Int = 10
  ) -> ClusteringConfiguration {
    var configuration = ClusteringConfiguration()
    (configuration.method, configuration.subsetRows) = (method, subsetRows)
    (configuration.neighbourCount, configuration.agreementRows) = (neighbours, 0)
    return configuration
  }

  /// Rows around centres, group g with a share falling as 1 / (g + 1), and the group of each row.
  static func planted(
    rowCount: Int, columnCount: Int, groupCount: Int, seed: UInt64
  ) -> (features: [Float], groups: [Int]) {
    var stream = RandomStream(seed: seed, purpose: "planted groups")
    let centers = (0..<groupCount * columnCount).map { _ in stream.uniform(in: -1..<1) }
    let shares = (0..<groupCount).map { 1 / Double($0 + 1) }
    let total = shares.reduce(0, +)
    var (features, groups) = ([Float](), [Int]())
    for _ in 0..<rowCount {
      var (left, group) = (stream.uniform() * total, 0)
      while group < groupCount - 1, left >= shares[group] {
        left -= shares[group]
        group += 1
      }
      groups.append(group)
      for column in 0..<columnCount {
        features.append(Float(centers[group * columnCount + column] + 0.06 * stream.normal()))
      }
    }
    return (features, groups)
  }
}
