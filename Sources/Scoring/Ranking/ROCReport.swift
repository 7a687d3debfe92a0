/// A ROC curve as `evaluation.json` holds it, with its band and two readings.
public struct ROCReport: Hashable, Codable, Sendable {
  /// What 95 % of the draws of patients lie in, over each fraction of false positives by itself.
  public struct Band: Hashable, Codable, Sendable {
    /// 0, 0.01, ... 1.
    public let falsePositiveFractions: [Double]
    /// Lower end of the sensitivity.
    public let low: [Double]
    /// Upper end of the sensitivity.
    public let high: [Double]
    /// The draws with both classes; the others have no curve.
    public let definedDrawCount: Int
  }

  /// Rows of the class that is looked for.
  public let positiveCount: Int
  /// The other rows.
  public let negativeCount: Int
  /// 1 - specificity at the corners of the curve, from 0 to 1.
  public let falsePositiveFractions: [Double]
  /// Sensitivity at these corners, from 0 to 1.
  public let sensitivities: [Double]
  /// The pointwise 95 % band; nil if no draw has both classes.
  public let band: Band?
  /// The highest sensitivity at specificity 0.5 or better.
  public let sensitivityAtSpecificity50: Estimate
  /// The highest specificity at sensitivity 0.9 or better.
  public let specificityAtSensitivity90: Estimate

  /// Corners closer than this are left out, so that a curve of many thousand rows has at most a thousand.
  private static let resolution = 0.002

  /// The curve of rows that a bootstrap draws; nil for one class only.
  init?(_ ranking: RankedScores, _ bootstrap: PatientBootstrap) {
    guard let curve = ranking.curve() else { return nil }
    positiveCount = ranking.positiveCount
    negativeCount = ranking.negativeCount
    let thinned = curve.thinned(to: Self.resolution)
    falsePositiveFractions = thinned.points.map(\.falsePositiveFraction)
    sensitivities = thinned.points.map(\.truePositiveFraction)
    let fractions = (0...100).map { Double($0) / 100 }
    let intervals = bootstrap.intervals { weights in
      ranking.curve(weights: weights)?.sensitivities(atFalsePositiveFractions: fractions)
    }
    band = intervals.map { intervals, definedDrawCount in
      Band(
        falsePositiveFractions: fractions, low: intervals.map(\.low), high: intervals.map(\.high),
        definedDrawCount: definedDrawCount)
    }
    sensitivityAtSpecificity50 = bootstrap.estimate { ranking.sensitivity(atSpecificity: 0.5, weights: $0) }
    specificityAtSensitivity90 = bootstrap.estimate { ranking.specificity(atSensitivity: 0.9, weights: $0) }
  }
}
