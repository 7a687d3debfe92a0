import Synchronization
import Testing
import Workbench

@testable import Clustering

/// What affinity propagation promises under its own rules.
struct AffinityPropagationTests {
  /// Sizes around the padding of 16, odd and prime.
  @Test("Every iteration is that of the paper's formulas", arguments: [2, 3, 15, 16, 17, 31, 53])
  func iterations(count: Int) throws {
    let tolerance = 1e-9
    let (damping, iterations) = (0.7, 40)
    let features = Drawn.blobs(rowCount: count, columnCount: 3, clusterCount: 3, seed: UInt64(count))
    let similarities = try Similarities(
      of: features, columnCount: 3, precision: .double, budget: Drawn.budget)
    var stream = RandomStream(seed: 5, purpose: "preferences")
    let preferences = (0..<count).map { _ in stream.uniform(in: -3 ..< -1) }
    let square = (0..<count).map { i in
      (0..<count).map { k in i == k ? preferences[i] : similarities[i, k] }
    }
    let plain = PlainAffinityPropagation(square, damping: damping, iterations: iterations)
    for inRowOrder in [false, true] {
      let outcome = try MessagePassing(
        similarities, preferences: preferences, inMessages: preferences, addsInRowOrder: inRowOrder,
        damping: damping,
        threadCount: 2
      ).run(maximumIterations: iterations, window: iterations + 1, earliest: 1, progress: nil)
      #expect(outcome.exemplarCounts == plain.exemplarCounts)
      #expect(!outcome.converged && outcome.iterations == iterations)
      for (ours, theirs) in zip(outcome.netSimilarities, plain.netSimilarities) {
        #expect(ours.isNaN == theirs.isNaN)
        if !theirs.isNaN { #expect(abs(ours - theirs) <= tolerance * abs(theirs)) }
      }
    }
  }

  @Test("One, two and three threads give the same bits", arguments: Compatibility.allCases)
  func threads(_ compatibility: Compatibility) throws {
    let features = Drawn.blobs(rowCount: 301, columnCount: 20, clusterCount: 9, seed: 2)
    let propagation = try AffinityPropagation(ClusteringConfiguration(compatibility: compatibility))
    let results = try [1, 2, 3].map { threads in
      try propagation.cluster(
        features, columnCount: 20, budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
    #expect(results[0].clusterCount > 1)
  }

  /// Coordinates on a coarse grid: many exact ties, and copies.
  @Test("The order of rows does not change the partition", arguments: FeatureNormalisation.allCases)
  func order(_ normalisation: FeatureNormalisation) throws {
    var stream = RandomStream(seed: 3, purpose: "grid")
    let features = (0..<120 * 2).map { _ in Float(1 + stream.integer(below: 9)) }
    var configuration = ClusteringConfiguration()
    configuration.normalisation = normalisation
    let propagation = try AffinityPropagation(configuration)
    let straight = try propagation.cluster(features, columnCount: 2, budget: Drawn.budget)
    #expect(straight.audit.distinctRowCount < 120)
    #expect(straight.clusterCount > 1)
    for _ in 0..<3 {
      let order = stream.permutation(count: 120)
      let other = try propagation.cluster(
        Drawn.permuted(features, 2, by: order), columnCount: 2, budget: Drawn.budget)
      #expect(
        other.audit.netSimilarityPerIteration.map(\.bitPattern)
          == straight.audit.netSimilarityPerIteration.map(\.bitPattern))
      // The exemplar may be another copy, with the same features.
      for (position, row) in order.enumerated() {
        #expect(
          Drawn.row(straight.exemplars[row], of: features, 2)
            == Drawn.row(order[other.exemplars[position]], of: features, 2))
      }
    }
  }

  @Test("Small sets reach the best net similarity of all sets of exemplars", arguments: 1...12)
  func optimum(seed: UInt64) throws {
    let tolerance = 1e-5
    // Two well separated groups; some rows twice, so that weights are at work.
    var features = Drawn.blobs(rowCount: 7, columnCount: 2, clusterCount: 2, seed: seed, spread: 0.2)
    features += features[0..<4] + features[0..<2]
    var configuration = ClusteringConfiguration()
    (configuration.normalisation, configuration.preference) = (.raw, .value(-0.7))
    let result = try AffinityPropagation(configuration).cluster(
      features, columnCount: 2, budget: Drawn.budget)
    let rows = (0..<10).map { Drawn.row($0, of: features, 2) }
    let square = rows.indices.map { i in
      rows.indices.map { i == $0 ? -0.7 : Drawn.negativeSquaredDistance(rows[i], rows[$0]) }
    }
    #expect(result.audit.converged)
    #expect(result.audit.distinctRowCount == 7)
    #expect(abs(result.audit.netSimilarity - PlainAffinityPropagation.optimum(square)) < tolerance)
    // The net similarity that is reported is that of the rows apart.
    #expect(abs(result.similarities.reduce(0, +) - result.audit.netSimilarity) < tolerance)
  }

  @Test("Copies share a cluster and are told apart by row alone")
  func copies() throws {
    let once = Drawn.blobs(rowCount: 40, columnCount: 4, clusterCount: 3, seed: 8)
    let result = try AffinityPropagation().cluster(once + once, columnCount: 4, budget: Drawn.budget)
    #expect(result.audit.distinctRowCount == 40)
    for row in 0..<40 {
      #expect(result.labels[row] == result.labels[row + 40])
      #expect(result.exemplars[row] < 40)
    }
    for cluster in result.clusters {
      #expect(result.similarities[cluster.exemplar] == result.audit.preference)
      #expect(result.similarities[cluster.exemplar + 40] == 0)
      #expect(cluster.members[0] == cluster.exemplar && cluster.members[1] == cluster.exemplar + 40)
    }
  }

  @Test("Twins far from everything choose one exemplar, without noise")
  func twins() throws {
    let features: [Float] = [0, 0, 0, 1, 50, 0, 50, 1, 0, 50, 0, 51, 90, 90]
    var configuration = ClusteringConfiguration()
    (configuration.normalisation, configuration.preference) = (.raw, .value(-20))
    let result = try AffinityPropagation(configuration).cluster(
      features, columnCount: 2, budget: Drawn.budget)
    #expect(result.audit.converged)
    #expect(result.clusters.map(\.members.count) == [2, 2, 2, 1])
  }

  @Test("Clusters are numbered by size, members ordered by similarity")
  func numbering() throws {
    let features = Drawn.blobs(rowCount: 150, columnCount: 5, clusterCount: 6, seed: 4)
    let result = try AffinityPropagation().cluster(features, columnCount: 5, budget: Drawn.budget)
    let keys = result.clusters.map { ($0.members.count, -$0.exemplar) }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 > $1 })
    #expect(result.clusters.flatMap(\.members).sorted() == Array(0..<150))
    for (number, cluster) in result.clusters.enumerated() {
      #expect(cluster.members[0] == cluster.exemplar)
      let values = cluster.members.dropFirst().map { result.similarities[$0] }
      #expect(values == values.sorted(by: >))
      #expect(
        cluster.members.allSatisfy { result.labels[$0] == number && result.exemplars[$0] == cluster.exemplar }
      )
    }
  }

  @Test("No row is refused; one and two rows have an answer")
  func fewRows() throws {
    let propagation = try AffinityPropagation()
    let error = #expect(throws: ClusteringError.self) {
      try propagation.cluster([], columnCount: 3, budget: Drawn.budget)
    }
    #expect(error?.code == .noRows && error?.exitCode == .badData)
    let one = try propagation.cluster([1, 2, 3], columnCount: 3, budget: Drawn.budget)
    #expect(one.labels == [0] && one.audit.converged)
    let copies = try propagation.cluster([1, 2, 1, 2], columnCount: 2, budget: Drawn.budget)
    #expect(copies.labels == [0, 0])
    // The median is the only similarity there is: as willing to stand alone as to join.
    let two = try propagation.cluster([1, 0, 0, 1], columnCount: 2, budget: Drawn.budget)
    #expect(two.labels == [0, 1] && two.similarities == [-2, -2])
    var lower = ClusteringConfiguration()
    lower.preference = .value(-3)
    let joined = try AffinityPropagation(lower).cluster([1, 0, 0, 1], columnCount: 2, budget: Drawn.budget)
    #expect(joined.labels == [0, 0])
  }

  @Test("A run cut short is told from a converged one")
  func unconverged() throws {
    let features = Drawn.blobs(rowCount: 60, columnCount: 3, clusterCount: 4, seed: 9)
    var configuration = ClusteringConfiguration()
    configuration.maximumIterations = 30
    let result = try AffinityPropagation(configuration).cluster(
      features, columnCount: 3, budget: Drawn.budget)
    #expect(!result.audit.converged)
    #expect(result.audit.iterations == 30)
    #expect(result.audit.netSimilarityPerIteration.count == 30)
    #expect(!result.audit.oscillatingRows.isEmpty)
    // Before any exemplar has emerged, no row is assigned.
    configuration.maximumIterations = 1
    configuration.preference = .value(-100)
    let early = try AffinityPropagation(configuration).cluster(features, columnCount: 3, budget: Drawn.budget)
    #expect(early.labels.allSatisfy { $0 == -1 } && early.exemplars.allSatisfy { $0 == -1 })
    #expect(early.clusters.isEmpty && early.audit.netSimilarity.isNaN)
    #expect(early.similarities.allSatisfy { $0.isNaN })
  }

  @Test("A number that is not finite is named by row and column")
  func notFinite() throws {
    var features = Drawn.blobs(rowCount: 9, columnCount: 4, clusterCount: 2, seed: 1)
    features[4 * 6 + 2] = .nan
    let error = #expect(throws: ClusteringError.self) {
      try AffinityPropagation().cluster(features, columnCount: 4, budget: Drawn.budget)
    }
    #expect(error?.message == "Row 6, column 2 is not a finite number.")
    #expect(error?.exitCode == .badData)
    features[4 * 6 + 2] = 3e19
    let huge = #expect(throws: ClusteringError.self) {
      try Similarities(of: features, columnCount: 4, budget: Drawn.budget)
    }
    #expect(huge?.row == 6)
  }

  @Test("What does not fit in memory is refused in a sentence")
  func memory() throws {
    let features = Drawn.blobs(rowCount: 400, columnCount: 2, clusterCount: 2, seed: 1)
    let propagation = try AffinityPropagation()
    let error = #expect(throws: ClusteringError.self) {
      try propagation.cluster(
        features, columnCount: 2, budget: ResourceBudget(threadCount: 1, memoryBytes: 1_000_000))
    }
    #expect(
      error?.message
        == "Dense affinity propagation of 400 different rows needs 1.98 MB and may use 1.00 MB. "
        + "Allow more memory, or cluster fewer rows.")
    #expect(error?.exitCode == .unavailable)
    // Three matrices of f32, and a little.
    let planned = ClusteringConfiguration().memoryBytes(
      .dense, rowCount: 5000, columnCount: 1024, threadCount: 2)
    #expect(Double(planned) < 3.1 * 4 * 5000 * 5000)
  }

  @Test("A listener hears the iterations and can stop them")
  func progress() throws {
    let features = Drawn.blobs(rowCount: 50, columnCount: 3, clusterCount: 4, seed: 9)
    let heard = Mutex<[Int]>([])
    let error = #expect(throws: WorkbenchError.self) {
      try AffinityPropagation().cluster(features, columnCount: 3, budget: Drawn.budget) { event in
        guard case .advanced(let done, let total, let unit) = event else { return .more }
        #expect(total == 1000 && unit == "iterations")
        return heard.withLock {
          $0.append(done)
          return $0.count == 3 ? .stop : .more
        }
      }
    }
    #expect(error?.code == .stopped)
    #expect(heard.withLock { $0 } == [10, 20, 30])
  }

  @Test("Settings outside their range are refused")
  func settings() {
    var configuration = ClusteringConfiguration()
    configuration.damping = 0.4
    #expect(throws: ClusteringError.self) { try AffinityPropagation(configuration) }
    configuration.damping = 1
    #expect(throws: ClusteringError.self) { try AffinityPropagation(configuration) }
    configuration = ClusteringConfiguration()
    configuration.maximumIterations = 0
    #expect(throws: ClusteringError.self) { try AffinityPropagation(configuration) }
    configuration = ClusteringConfiguration()
    configuration.window = 0
    #expect(throws: ClusteringError.self) { try AffinityPropagation(configuration) }
  }
}
