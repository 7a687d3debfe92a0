import Foundation
import Testing
import TestSupport

@testable import Scoring

/// ROC curves and DeLong's method beside R's pROC; `Tests/Peers/roc_golden.R` made the values.
@Suite("ROC beside pROC")
struct PROCTests {
  private struct Golden: Decodable {
    struct Curve: Decodable {
      let area, variance, low, high: Double
      let sensitivities, specificities: [Double]
    }
    let positive: [Bool]
    let first, second: [Double]
    let curves: [Curve]
    let pValue: Double

    static func load() throws -> Golden {
      try JSONDecoder().decode(
        Golden.self, from: Data(contentsOf: SourceTree.test("ScoringTests/Golden/proc.json")))
    }
  }

  @Test("areas, variances, intervals and the paired test are those of pROC")
  func delong() throws {
    let golden = try Golden.load()
    let own = try [golden.first, golden.second].map { try DeLong(scores: $0, isPositive: golden.positive) }
    for (own, curve) in zip(own, golden.curves) {
      #expect(agree(own.areaUnderCurve, curve.area, within: roundingTolerance))
      #expect(agree(own.variance, curve.variance, within: roundingTolerance))
      #expect(agree(own.interval.low, curve.low, within: roundingTolerance))
      #expect(agree(own.interval.high, curve.high, within: roundingTolerance))
    }
    #expect(agree(own[0].difference(own[1]).pValue, golden.pValue, within: 1e-10))
  }

  @Test("every corner of the curve is one of pROC's, in its order reversed")
  func corners() throws {
    let golden = try Golden.load()
    for (scores, curve) in zip([golden.first, golden.second], golden.curves) {
      let own = try #require(try RankedScores(scores: scores, isPositive: golden.positive).curve())
      #expect(own.points.count == curve.sensitivities.count)
      #expect(
        largestDifference(own.points.map(\.truePositiveFraction), curve.sensitivities.reversed())
          < roundingTolerance)
      #expect(
        largestDifference(own.points.map { 1 - $0.falsePositiveFraction }, curve.specificities.reversed())
          < roundingTolerance)
    }
  }
}
