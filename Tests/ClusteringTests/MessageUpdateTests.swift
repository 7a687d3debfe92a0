import Testing

@testable import Clustering

/// When messages count as settled, and what a run that never settles comes to.
struct MessageUpdateTests {
  @Test("A point that keeps changing is damped every half window, and alone")
  func damping() throws {
    let messages = OneOscillating(untilDamped: 2)
    let outcome = try messages.run(maximumIterations: 200, window: 20, earliest: 20, progress: nil)
    #expect(messages.damped == [[3], [3]])
    #expect(outcome.converged && outcome.exemplars == [0])
    // Still since the 50th iteration, after which it was damped for the second time.
    #expect(outcome.iterations == 69)
    #expect(outcome.candidates == [[0]])
  }

  @Test("A run that never settles offers its best iteration beside its last", arguments: [44, 45])
  func best(iterations: Int) throws {
    let messages = OneOscillating(untilDamped: .max)
    let outcome = try messages.run(maximumIterations: iterations, window: 20, earliest: 20, progress: nil)
    #expect(!outcome.converged && outcome.oscillating == [3])
    #expect(outcome.bestExemplars == [0, 3])
    #expect(outcome.exemplars == (iterations % 2 == 0 ? [0] : [0, 3]))
    #expect(outcome.candidates == (iterations % 2 == 0 ? [[0], [0, 3]] : [[0, 3]]))
  }

  @Test("What a clustering that did not converge comes to is no worse than any iteration's exemplars")
  func unfinished() throws {
    let tolerance = 1e-6
    var fewer = 0
    for seed in UInt64(1)...8 {
      let features = Drawn.blobs(rowCount: 120, columnCount: 3, clusterCount: 6, seed: seed, spread: 0.9)
      var configuration = ClusteringConfiguration()
      (configuration.normalisation, configuration.damping) = (.raw, 0.5)
      (configuration.maximumIterations, configuration.window) = (25, 24)
      let result = try AffinityPropagation(configuration).cluster(
        features, columnCount: 3, budget: Drawn.budget)
      guard !result.audit.converged else { continue }
      fewer += 1
      let best = result.audit.netSimilarityPerIteration.filter(\.isFinite).max() ?? -.infinity
      #expect(result.audit.netSimilarity >= best + best * tolerance)
    }
    #expect(fewer > 0)
  }
}

/// Four points; the last one changes in every iteration until it was damped often enough, and is better as an exemplar.
private final class OneOscillating: MessageUpdate {
  let pointCount = 4
  private let untilDamped: Int
  private var iteration = 0
  private(set) var damped: [[Int]] = []

  init(untilDamped: Int) { self.untilDamped = untilDamped }

  func update(measuring exemplar: [Bool]?) -> [Bool] {
    iteration += 1
    return [true, false, false, damped.count < untilDamped && iteration % 2 == 1]
  }

  func netSimilarity(_ exemplar: [Bool]) -> Double { exemplar[3] ? -1 : -2 }
  func finalNetSimilarity(_ exemplar: [Bool]) -> Double { netSimilarity(exemplar) }
  func dampOscillation(of points: [Int]) { damped.append(points) }
}
