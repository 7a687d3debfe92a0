import Workbench

/// What a run of message passing comes to.
struct MessageOutcome: Sendable {
  var converged = false
  var iterations = 0
  /// The points whose own availability and responsibility were positive at the end.
  var exemplars: [Int] = []
  var netSimilarities: [Double] = []
  var exemplarCounts: [Int] = []
  /// Points that changed within the last window.
  var oscillating: [Int] = []
}

/// Messages between points, one iteration a sweep; over which pairs is the conforming type's affair.
protocol MessageSweep: AnyObject {
  var pointCount: Int { get }

  /// Finishes the last iteration's availabilities and computes the next responsibilities.
  ///
  /// - Parameter exemplar: where given, each point's similarity to the best of these exemplars is measured on the way.
  /// - Returns: which points are exemplars now.
  func sweep(measuring exemplar: [Bool]?) -> [Bool]

  /// The net similarity of the exemplars that the last sweep measured.
  func netSimilarity(_ exemplar: [Bool]) -> Double

  /// The same, measured without a sweep.
  func finalNetSimilarity(_ exemplar: [Bool]) -> Double
}

extension MessageSweep {
  /// Passes messages until the exemplars stand still for `window` iterations, at least `earliest` were run, and there
  /// is an exemplar; or until `maximumIterations`.
  ///
  /// - Throws: `WorkbenchError` with code `.stopped`.
  func run(
    maximumIterations: Int, window: Int, earliest: Int, progress: ProgressListener?
  ) throws -> MessageOutcome {
    var outcome = MessageOutcome()
    var exemplar = [Bool](repeating: false, count: pointCount)
    var lastChange = [Int](repeating: 1, count: pointCount)
    var latest = 1
    // The net similarity of an iteration's exemplars is measured on the next visit, and only where they changed.
    var awaitsMeasure = false

    while outcome.iterations < maximumIterations, !outcome.converged {
      outcome.iterations += 1
      let iteration = outcome.iterations
      let fresh = sweep(measuring: awaitsMeasure ? exemplar : nil)
      if awaitsMeasure { outcome.netSimilarities[iteration - 2] = netSimilarity(exemplar) }

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
      if iteration % 10 == 0 || outcome.converged {
        let answer = progress?(.advanced(done: iteration, total: maximumIterations, unit: "iterations"))
        if answer == .stop {
          throw WorkbenchError(.stopped, at: "clustering", "was stopped after \(iteration) iterations")
        }
      }
    }
    if awaitsMeasure {
      // No visit follows: the same measure, taken from the similarities.
      outcome.netSimilarities[outcome.iterations - 1] = finalNetSimilarity(exemplar)
    }
    outcome.exemplars = exemplar.indices.filter { exemplar[$0] }
    if !outcome.converged {
      outcome.oscillating = lastChange.indices.filter {
        lastChange[$0] > 1 && outcome.iterations - lastChange[$0] + 1 < window
      }
    }
    return outcome
  }
}
