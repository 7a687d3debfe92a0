import Testing
import TestSupport

@testable import Scoring

@Suite("Logistic regression on nuisance measurements")
struct LogisticRegressionTests {
  @Test("gives scikit-learn's probabilities, with a constant column and a class that never occurs")
  func golden() throws {
    let golden = try ScoringGolden.load().logistic
    #expect(golden.answers.count == 3)
    for answer in golden.answers {
      let model = try LogisticRegression(
        measurements: golden.train, columnCount: golden.columns, labels: golden.labels, classCount: 5,
        inverseRegularisation: answer.c)
      #expect(model.hasConverged)
      let probabilities = model.probabilities(golden.test)
      // scikit-learn ends where its own gradient is small; the probabilities then agree to six digits.
      #expect(largestDifference(probabilities, answer.probabilities) < 1e-6)
      #expect(probabilities.enumerated().allSatisfy { $0.offset % 5 != 3 || $0.element == 0 })
    }
  }

  @Test("its gradient is that of its loss")
  func gradient() {
    let objective = SoftmaxObjective(
      rows: [1, 2, -1, 0.5, 0, -3], columnCount: 2, labels: [0, 2, 1], classCount: 3,
      inverseRegularisation: 0.7)
    let place = [0.1, -0.2, 0.3, 0.5, 0, -0.4, 0.2, 0.2, -0.1]
    var gradient = [Double](repeating: 0, count: 9)
    var ignored = gradient
    _ = objective.evaluate(place, &gradient)
    let numeric = place.indices.map { index in
      var (up, down) = (place, place)
      up[index] += 1e-5
      down[index] -= 1e-5
      return (objective.evaluate(up, &ignored) - objective.evaluate(down, &ignored)) / 2e-5
    }
    // Second-order differences with a step of 1e-5 leave about 1e-10.
    #expect(largestDifference(gradient, numeric) < 1e-8)
  }

  @Test("refuses what it cannot learn from")
  func refuses() {
    #expect(throws: ScoringError.self) {
      try LogisticRegression(measurements: [1, 2], columnCount: 1, labels: [1, 1], classCount: 2)
    }
    #expect(throws: ScoringError.self) {
      try LogisticRegression(measurements: [1, .nan], columnCount: 1, labels: [0, 1], classCount: 2)
    }
    #expect(throws: ScoringError.self) {
      try LogisticRegression(
        measurements: [1, 2], columnCount: 1, labels: [0, 1], classCount: 2, inverseRegularisation: 0)
    }
    #expect(throws: ScoringError.self) {
      try LogisticRegression(measurements: [1, 2], columnCount: 1, labels: [0, 2], classCount: 2)
    }
  }
}
