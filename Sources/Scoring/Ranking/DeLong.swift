import Foundation

/// AUC with DeLong's variance, which needs no draws but assumes independent rows.
///
/// Source: DeLong, DeLong and Clarke-Pearson 1988; computed with midranks (Sun and Xu 2014).
/// Deviation: none. Rows of one patient are not independent, so prefer `PatientBootstrap` if a patient has two rows.
public struct DeLong: Sendable {
  /// Area under the ROC curve.
  public let areaUnderCurve: Double
  /// Variance of the area.
  public let variance: Double
  /// The share of negatives below each positive, in row order.
  private let positiveComponents: [Double]
  /// The share of positives above each negative, in row order.
  private let negativeComponents: [Double]

  /// - Throws: `ScoringError` with code `.insufficient` for fewer than two rows of a class, `.nonFinite`
  ///   where a score is NaN.
  public init(scores: [Double], isPositive: [Bool]) throws(ScoringError) {
    precondition(scores.count == isPositive.count, "every row has a score and a truth")
    if let row = scores.firstIndex(where: \.isNaN) {
      throw ScoringError(.nonFinite, in: "DeLong's variance", "the score of row \(row) is NaN")
    }
    let positiveRows = scores.indices.filter { isPositive[$0] }
    let negativeRows = scores.indices.filter { !isPositive[$0] }
    guard positiveRows.count > 1, negativeRows.count > 1 else {
      throw ScoringError(.insufficient, in: "DeLong's variance", "each class needs at least two rows")
    }
    let all = Self.midranks(scores)
    let positives = Self.midranks(positiveRows.map { scores[$0] })
    let negatives = Self.midranks(negativeRows.map { scores[$0] })
    let m = Double(positiveRows.count)
    let n = Double(negativeRows.count)
    positiveComponents = positiveRows.indices.map { (all[positiveRows[$0]] - positives[$0]) / n }
    negativeComponents = negativeRows.indices.map { 1 - (all[negativeRows[$0]] - negatives[$0]) / m }
    areaUnderCurve = positiveComponents.reduce(0, +) / m
    variance =
      Self.covariance(positiveComponents, positiveComponents) / m
      + Self.covariance(negativeComponents, negativeComponents) / n
  }

  /// The area plus and minus 1.96 standard errors, cut to 0...1.
  public var interval: Interval {
    let half = 1.959963984540054 * variance.squareRoot()
    return Interval(low: max(0, areaUnderCurve - half), high: min(1, areaUnderCurve + half))
  }

  /// This area minus another's on the same rows: the difference, its variance and the two-sided p value.
  ///
  /// The p value is 1 where both the difference and its variance are 0.
  public func difference(_ other: DeLong) -> (value: Double, variance: Double, pValue: Double) {
    precondition(
      positiveComponents.count == other.positiveComponents.count
        && negativeComponents.count == other.negativeComponents.count, "both areas are of the same rows")
    let common =
      Self.covariance(positiveComponents, other.positiveComponents) / Double(positiveComponents.count)
      + Self.covariance(negativeComponents, other.negativeComponents) / Double(negativeComponents.count)
    let value = areaUnderCurve - other.areaUnderCurve
    let variance = max(0, self.variance + other.variance - 2 * common)
    let pValue = value == 0 ? 1 : erfc(abs(value) / (2 * variance).squareRoot())
    return (value, variance, pValue)
  }

  // MARK: -

  private static func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      for index in first..<end { ranks[order[index]] = Double(first + end + 1) / 2 }
      first = end
    }
    return ranks
  }

  private static func covariance(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let meanX = x.reduce(0, +) / count
    let meanY = y.reduce(0, +) / count
    return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / (count - 1)
  }
}
