import Testing
import TestSupport

@testable import Scoring

@Suite("ROC curves")
struct RankingTests {
  @Test("area and sensitivity are scikit-learn's, with ties and weights")
  func golden() throws {
    let cases = try ScoringGolden.load().ranking
    #expect(cases.count == 4)
    for item in cases {
      let ranking = try RankedScores(scores: item.scores, isPositive: item.positive)
      #expect(agree(ranking.areaUnderCurve(), item.area, within: roundingTolerance))
      #expect(
        agree(ranking.areaUnderCurve(weights: item.weights), item.weightedArea, within: roundingTolerance))
      #expect(
        agree(ranking.sensitivity(atSpecificity: 0.9), item.sensitivity90, within: roundingTolerance))
      #expect(
        agree(ranking.sensitivity(atSpecificity: 0.5), item.sensitivity50, within: roundingTolerance))
      #expect(
        agree(
          ranking.sensitivity(atSpecificity: 0.9, weights: item.weights), item.weightedSensitivity90,
          within: roundingTolerance))
    }
  }

  @Test("whole-number cases are exact")
  func exact() throws {
    let ranking = try RankedScores(scores: [1, 2, 2, 3], isPositive: [false, true, false, true])
    #expect(ranking.areaUnderCurve() == 3.5 / 4)
    #expect(
      ranking.curve()?.map(\.falsePositiveFraction) == [0, 0, 0.5, 1])
    #expect(ranking.curve()?.map(\.truePositiveFraction) == [0, 0.5, 1, 1])
    #expect(ranking.sensitivity(atSpecificity: 1) == 0.5)
    #expect(ranking.sensitivity(atSpecificity: 0) == 1)
    let infinite = try RankedScores(scores: [-.infinity, .infinity], isPositive: [false, true])
    #expect(infinite.areaUnderCurve() == 1)
  }

  @Test("one class only is undefined, and NaN is refused")
  func undefined() throws {
    let ranking = try RankedScores(scores: [1, 2], isPositive: [true, true])
    #expect(ranking.areaUnderCurve() == nil)
    #expect(ranking.sensitivity(atSpecificity: 0.5) == nil)
    #expect(throws: ScoringError.self) { try RankedScores(scores: [.nan], isPositive: [true]) }
    #expect(throws: ScoringError.self) { try DeLong(scores: [1, 2, 3], isPositive: [true, true, false]) }
  }

  @Test("DeLong's variance is that of the kernel written out over all pairs")
  func delong() throws {
    let golden = try ScoringGolden.load().delong
    let first = try DeLong(scores: golden.first, isPositive: golden.positive)
    let second = try DeLong(scores: golden.second, isPositive: golden.positive)
    #expect(
      largestDifference([first.areaUnderCurve, second.areaUnderCurve], golden.areas) < roundingTolerance)
    #expect(largestDifference([first.variance, second.variance], golden.variances) < roundingTolerance)
    let difference = first.difference(second)
    #expect(agree(difference.variance, golden.differenceVariance, within: roundingTolerance))
    #expect(agree(difference.pValue, golden.pValue, within: 1e-10))
    #expect(first.difference(first).pValue == 1)
    // A normal interval of 95 % around the area, cut to 0 ... 1.
    let half = 1.959964 * first.variance.squareRoot()
    #expect(agree(first.interval.low, max(0, first.areaUnderCurve - half), within: 1e-6))
    #expect(agree(first.interval.high, min(1, first.areaUnderCurve + half), within: 1e-6))
  }
}
