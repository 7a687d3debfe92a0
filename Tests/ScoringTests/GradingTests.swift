import Foundation
import Testing
import TestSupport
import Workbench

@testable import Scoring

@Suite("Kappa and accuracy")
struct GradingTests {
  @Test("are scikit-learn's, weighted or not, whatever classes occur")
  func golden() throws {
    let cases = try ScoringGolden.load().kappa
    #expect(cases.count == 5)
    for item in cases {
      let plain = ConfusionMatrix(truth: item.truth, predicted: item.predicted)
      #expect(agree(plain.quadraticWeightedKappa, item.kappa, within: roundingTolerance))
      #expect(agree(plain.accuracy, item.accuracy, within: roundingTolerance))
      let weighted = ConfusionMatrix(truth: item.truth, predicted: item.predicted, weights: item.weights)
      #expect(agree(weighted.quadraticWeightedKappa, item.weightedKappa, within: roundingTolerance))
      #expect(agree(weighted.accuracy, item.weightedAccuracy, within: roundingTolerance))
    }
  }

  @Test("one class only leaves kappa undefined; a constant prediction does not")
  func oneClass() {
    #expect(ConfusionMatrix(truth: [2, 2, 2], predicted: [2, 2, 2]).quadraticWeightedKappa == nil)
    #expect(ConfusionMatrix(truth: [0, 2, 4], predicted: [2, 2, 2]).quadraticWeightedKappa == 0)
    #expect(ConfusionMatrix(truth: [0, 0], predicted: [4, 4]).quadraticWeightedKappa == 0)
    #expect(ConfusionMatrix(truth: [0, 4], predicted: [4, 0]).quadraticWeightedKappa == -1)
    #expect(ConfusionMatrix(truth: [], predicted: []).quadraticWeightedKappa == nil)
    #expect(ConfusionMatrix(truth: [], predicted: []).accuracy == nil)
  }

  /// Grades with probabilities that point at them, or one grade beside.
  private func predictions(noise: Double, seed: UInt64 = 1) throws -> GradePredictions {
    var truth = RandomStream(seed: 5, purpose: "truth")
    var stream = RandomStream(seed: seed, purpose: "noise")
    let grades = (0..<120).map { _ in truth.integer(below: 5) }
    let probabilities = grades.flatMap { grade -> [Float] in
      let shown = stream.uniform() < noise ? stream.integer(below: 5) : grade
      return (0..<5).map { $0 == shown ? 0.6 : 0.1 }
    }
    return try GradePredictions(
      probabilities: probabilities, grades: grades, patients: grades.indices.map { "p\($0 / 2)" })
  }

  @Test("the report holds the figures, survives JSON and does not depend on the thread count")
  func report() throws {
    let predictions = try predictions(noise: 0.3)
    let report = predictions.report(draws: 100, seed: 3)
    #expect(report.pictureCount == 120)
    #expect(report.patientCount == 60)
    #expect(report.gradeCounts.reduce(0, +) == 120)
    #expect(report.confusion.reduce(0, +) == 120)
    let kappa = try #require(report.kappa.interval)
    #expect(try kappa.low < #require(report.kappa.value) && kappa.high > #require(report.kappa.value))
    let expected = ConfusionMatrix(truth: predictions.grades, predicted: predictions.predicted)
    #expect(report.kappa.value == expected.quadraticWeightedKappa)
    let delong = try DeLong(
      scores: predictions.referableScores, isPositive: predictions.grades.map { $0 >= 2 })
    #expect(report.referableAUCDeLong == delong.interval)
    let roc = try #require(report.referableROC)
    #expect(roc.positiveCount == predictions.grades.count { $0 >= 2 })
    #expect(roc.band?.definedDrawCount == 100)
    let text = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(GradingReport.self, from: text) == report)
    #expect(predictions.report(draws: 100, seed: 3, threadCount: 2) == report)
    #expect(predictions.report(draws: 100, seed: 4) != report)
  }

  @Test("a better predictor's paired margin excludes 0, a predictor's margin over itself is 0")
  func comparison() throws {
    let good = try predictions(noise: 0.1)
    let bad = try predictions(noise: 0.9, seed: 2)
    let margin = good.comparison(with: bad, draws: 200, seed: 1)
    #expect(try #require(margin.kappa.interval).low > 0.2)
    #expect(try #require(margin.referableAUC.interval).low > 0)
    let none = good.comparison(with: good, draws: 50, seed: 1)
    #expect(none.kappa.interval == Interval(low: 0, high: 0))
  }

  @Test("ties of probabilities go to the lower grade; the referable score is y2 + y3 + y4")
  func ties() throws {
    let predictions = try GradePredictions(
      probabilities: [0.2, 0.3, 0.3, 0.1, 0.1], grades: [1], patients: ["a"])
    #expect(predictions.predicted == [1])
    #expect(agree(predictions.referableScores[0], 0.5, within: 1e-7))
  }

  @Test("NaN and impossible grades are refused")
  func refuses() {
    #expect(throws: ScoringError.self) {
      try GradePredictions(probabilities: [.nan, 0, 0, 0, 1], grades: [1], patients: ["a"])
    }
    #expect(throws: ScoringError.self) {
      try GradePredictions(probabilities: [0, 0, 0, 0, 1], grades: [5], patients: ["a"])
    }
  }
}
