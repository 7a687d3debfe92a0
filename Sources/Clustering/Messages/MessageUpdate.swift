import Workbench

/// The result of a run of message passing.
struct MessageOutcome: Sendable {
  var converged = false
  var iterations = 0
  /// The points whose own availability and responsibility were positive at the end.
  var exemplars: [Int] = []
  /// The exemplars of the iteration with the largest net similarity, the first among equals; empty if none had any.
  var bestExemplars: [Int] = []
  var netSimilarities: [Double] = []
  var exemplarCounts: [Int] = []
  /// Points that changed within the last window.
  var oscillating: [Int] = []
  /// Seconds that the iterations took.
  var seconds = 0.0

  /// The sets of exemplars that may become the result. After convergence this is the final set. Otherwise it is the
  /// set of the last iteration and that of the best one, because oscillating messages may have been stopped at any
  /// point.
  var candidates: [[Int]] {
    converged || bestExemplars.isEmpty || bestExemplars == exemplars
      ? [exemplars] : [exemplars, bestExemplars]
  }
}

/// Messages between points; one update is one iteration. Conforming types choose the pairs of points.
protocol MessageUpdate: AnyObject {
  var pointCount: Int { get }

  /// Finishes the last iteration's availabilities and computes the next responsibilities.
  ///
  /// - Parameter exemplar: if given, the update also measures each point's similarity to the best of these exemplars.
  /// - Returns: which points are exemplars now.
  func update(measuring exemplar: [Bool]?) -> [Bool]

  /// The net similarity of the exemplars that the last update measured.
  func netSimilarity(_ exemplar: [Bool]) -> Double

  /// The net similarity of exemplars, measured without an update.
  func finalNetSimilarity(_ exemplar: [Bool]) -> Double

  /// Increases the damping of points that still change between exemplar and member after most have settled.
  func dampOscillation(of points: [Int])
}

extension MessageUpdate {
  func dampOscillation(of points: [Int]) {}

  /// Passes messages until there is an exemplar, the exemplars stayed the same for `window` iterations and at least
  /// `earliest` iterations were run; or until `maximumIterations`.
  ///
  /// - Throws: `WorkbenchError` with code `.stopped`.
  func run(
    maximumIterations: Int, window: Int, earliest: Int, progress: ProgressListener?
  ) throws -> MessageOutcome {
    let start = ContinuousClock.now
    var outcome = MessageOutcome()
    var best = (value: -Double.infinity, exemplar: [Bool]())
    var exemplar = [Bool](repeating: false, count: pointCount)
    var lastChange = [Int](repeating: 1, count: pointCount)
    var latest = 1
    // The net similarity of an iteration's exemplars is measured in the next update, and only if they changed.
    var awaitsMeasure = false

    while outcome.iterations < maximumIterations, !outcome.converged {
      outcome.iterations += 1
      let iteration = outcome.iterations
      let fresh = update(measuring: awaitsMeasure ? exemplar : nil)
      if awaitsMeasure {
        let measured = netSimilarity(exemplar)
        outcome.netSimilarities[iteration - 2] = measured
        if measured > best.value { best = (measured, exemplar) }
      }

      awaitsMeasure = iteration == 1
      for point in fresh.indices where fresh[point] != exemplar[point] {
        exemplar[point] = fresh[point]
        lastChange[point] = iteration
        latest = iteration
        awaitsMeasure = true
      }
      let exemplarCount = exemplar.reduce(0) { $0 + ($1 ? 1 : 0) }
      outcome.exemplarCounts.append(exemplarCount)
      outcome.netSimilarities.append(
        exemplarCount == 0 || awaitsMeasure ? .nan : outcome.netSimilarities[iteration - 2])
      if exemplarCount == 0 { awaitsMeasure = false }

      outcome.converged =
        iteration >= earliest && iteration - latest + 1 >= window && exemplarCount > 0
      let halfWindow = max(1, window / 2)
      if !outcome.converged, iteration >= 2 * window, iteration % halfWindow == 0 {
        let changing = lastChange.indices.filter { lastChange[$0] > iteration - halfWindow }
        if !changing.isEmpty { dampOscillation(of: changing) }
      }
      if iteration % 10 == 0 || outcome.converged {
        let answer = progress?(.advanced(done: iteration, total: maximumIterations, unit: "iterations"))
        if answer == .stop {
          throw WorkbenchError(.stopped, at: "clustering", "was stopped after \(iteration) iterations")
        }
      }
    }
    if awaitsMeasure {
      // No update follows, so this one is measured from the similarities.
      outcome.netSimilarities[outcome.iterations - 1] = finalNetSimilarity(exemplar)
    }
    outcome.exemplars = exemplar.indices.filter { exemplar[$0] }
    outcome.bestExemplars = best.exemplar.indices.filter { best.exemplar[$0] }
    if !outcome.converged {
      outcome.oscillating = lastChange.indices.filter {
        lastChange[$0] > 1 && outcome.iterations - lastChange[$0] + 1 < window
      }
    }
    outcome.seconds = start.duration(to: .now) / .seconds(1)
    return outcome
  }
}
