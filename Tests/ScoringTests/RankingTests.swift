import Testing
import TestSupport
import Workbench

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
      #expect(
        agree(ranking.specificity(atSensitivity: 0.9), item.specificity90, within: roundingTolerance))
      #expect(
        agree(
          ranking.specificity(atSensitivity: 0.9, weights: item.weights), item.weightedSpecificity90,
          within: roundingTolerance))
    }
  }

  @Test("every corner is scikit-learn's, and so is the height between them, with ties and weights")
  func curves() throws {
    let fractions = (0...100).map { Double($0) / 100 }
    for item in try ScoringGolden.load().ranking {
      let ranking = try RankedScores(scores: item.scores, isPositive: item.positive)
      for (weights, golden) in [(nil, item.curve), (item.weights, item.weightedCurve)] {
        let curve = try #require(ranking.curve(weights: weights))
        #expect(curve.points.count == golden.sensitivities.count)
        #expect(
          largestDifference(curve.points.map(\.falsePositiveFraction), golden.falsePositiveFractions)
            < roundingTolerance)
        #expect(
          largestDifference(curve.points.map(\.truePositiveFraction), golden.sensitivities)
            < roundingTolerance)
        #expect(
          largestDifference(curve.sensitivities(atFalsePositiveFractions: fractions), golden.heights)
            < roundingTolerance)
      }
    }
  }

  @Test(
    "a thinned curve keeps its ends and stays within the resolution, and a curve of few rows is kept whole")
  func thinned() throws {
    var stream = RandomStream(seed: 1, purpose: "test")
    let isPositive = (0..<3000).map { _ in stream.uniform() < 0.4 }
    let scores = isPositive.map { stream.uniform() + ($0 ? 0.3 : 0) }
    let curve = try #require(try RankedScores(scores: scores, isPositive: isPositive).curve())
    let thin = curve.thinned(to: 0.02)
    #expect(thin.points.count <= 102 && thin.points.count > 40 && curve.points.count == 3001)
    #expect(thin.points.allSatisfy(Set(curve.points).contains))
    let fractions = (0...1000).map { Double($0) / 1000 }
    let (whole, rough) = (
      curve.sensitivities(atFalsePositiveFractions: fractions),
      thin.sensitivities(atFalsePositiveFractions: fractions)
    )
    // Within 0.02 along either axis: a lower curve lies above the whole one shifted to the right, and lowered.
    for index in fractions.indices {
      let before = whole[max(0, index - 21)] - 0.0201
      let after = whole[min(1000, index + 21)] + 0.0201
      #expect((before...after).contains(rough[index]))
    }
    let few = try #require(
      try RankedScores(scores: Array(scores[..<500]), isPositive: Array(isPositive[..<500])).curve())
    #expect(few.thinned(to: 0.002) == few)
  }

  @Test("the band is that of the draws written out, whatever the thread count, and needs both classes")
  func band() throws {
    var stream = RandomStream(seed: 2, purpose: "test")
    let isPositive = (0..<60).map { _ in stream.uniform() < 0.5 }
    let scores = isPositive.map { (stream.uniform() * 8).rounded() + ($0 ? 2 : 0) }
    let patients = isPositive.indices.map { "p\($0 / 2)" }
    let ranking = try RankedScores(scores: scores, isPositive: isPositive)
    func made(threads: Int) -> ROCReport? {
      ROCReport(ranking, PatientBootstrap(patients: patients, draws: 80, seed: 5, threadCount: threads))
    }
    let report = try #require(made(threads: 1))
    #expect(made(threads: 3) == report)
    #expect(report.positiveCount + report.negativeCount == 60)
    #expect(report.falsePositiveFractions.first == 0 && report.sensitivities.last == 1)
    let band = try #require(report.band)
    #expect(band.definedDrawCount == 80 && band.low.count == 101 && band.high.count == 101)
    // Each draw written out as rows, in place of weights.
    let bootstrap = PatientBootstrap(patients: patients, draws: 80, seed: 5)
    for fraction in [0, 17, 50, 99] {
      let heights = try (0..<80).map { draw in
        let rows = bootstrap.weights(draw: draw).enumerated().flatMap { row, count in
          Array(repeating: row, count: Int(count))
        }
        let drawn = try RankedScores(
          scores: rows.map { scores[$0] }, isPositive: rows.map { isPositive[$0] })
        return try #require(drawn.curve()).sensitivities(atFalsePositiveFractions: [Double(fraction) / 100])[
          0]
      }
      let expected = try #require(Interval(centralFraction: 0.95, of: heights))
      #expect(agree(band.low[fraction], expected.low, within: roundingTolerance))
      #expect(agree(band.high[fraction], expected.high, within: roundingTolerance))
    }
    let one = try RankedScores(scores: [1, 2], isPositive: [true, true])
    #expect(ROCReport(one, PatientBootstrap(patients: ["a", "b"], draws: 5, seed: 1)) == nil)
  }

  @Test("whole-number cases are exact")
  func exact() throws {
    let ranking = try RankedScores(scores: [1, 2, 2, 3], isPositive: [false, true, false, true])
    #expect(ranking.areaUnderCurve() == 3.5 / 4)
    #expect(
      ranking.curve()?.points.map(\.falsePositiveFraction) == [0, 0, 0.5, 1])
    #expect(ranking.curve()?.points.map(\.truePositiveFraction) == [0, 0.5, 1, 1])
    // Over 0 the upper end; a quarter of the way into the tie, a quarter of its rise.
    let curve = try #require(ranking.curve())
    #expect(
      curve.sensitivities(atFalsePositiveFractions: [0, 0.125, 0.5, 0.75, 1]) == [0.5, 0.625, 1, 1, 1])
    #expect(curve.specificity(atSensitivity: 0.5) == 1 && curve.specificity(atSensitivity: 0.6) == 0.5)
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
    #expect(ranking.specificity(atSensitivity: 0.5) == nil && ranking.curve() == nil)
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
