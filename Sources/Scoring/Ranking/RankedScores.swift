/// Scores of two classes in ascending order, for the ROC curve and its measures.
///
/// They are sorted once; then each evaluation with other weights, as in a bootstrap, is O(rows). Ties count half
/// (midranks).
public struct RankedScores: Sendable {
  private let order: [Int]
  private let startsGroup: [Bool]
  private let isPositive: [Bool]

  /// Rows of the class that is looked for.
  public var positiveCount: Int { isPositive.count { $0 } }
  /// The other rows.
  public var negativeCount: Int { isPositive.count - positiveCount }

  /// Scores (higher means more likely positive) and the truth of each row.
  ///
  /// - Throws: `ScoringError` with code `.nonFinite` if a score is NaN; infinite scores have an order.
  public init(scores: [Double], isPositive: [Bool]) throws(ScoringError) {
    precondition(scores.count == isPositive.count, "every row has a score and a truth")
    if let row = scores.firstIndex(where: \.isNaN) {
      throw ScoringError(.nonFinite, in: "ROC curve", "the score of row \(row) is NaN")
    }
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    self.order = order
    startsGroup = order.indices.map { $0 == 0 || scores[order[$0]] != scores[order[$0 - 1]] }
    self.isPositive = isPositive
  }

  /// The probability that a positive scores above a negative, ties counting half; nil for one class only.
  public func areaUnderCurve(weights: [Double]? = nil) -> Double? {
    var below = 0.0
    var negatives = 0.0
    var positives = 0.0
    var area = 0.0
    var tiedPositives = 0.0
    var tiedNegatives = 0.0
    for (index, row) in order.enumerated() {
      if startsGroup[index] {
        area += tiedPositives * (below + tiedNegatives / 2)
        below += tiedNegatives
        tiedPositives = 0
        tiedNegatives = 0
      }
      let weight = weights?[row] ?? 1
      if isPositive[row] {
        tiedPositives += weight
        positives += weight
      } else {
        tiedNegatives += weight
        negatives += weight
      }
    }
    area += tiedPositives * (below + tiedNegatives / 2)
    return positives > 0 && negatives > 0 ? area / (positives * negatives) : nil
  }

  /// The curve of weighted rows; nil for one class only.
  public func curve(weights: [Double]? = nil) -> ROCCurve? {
    var counts = [(negatives: 0.0, positives: 0.0)]
    var (negatives, positives) = (0.0, 0.0)
    for index in order.indices.reversed() {
      let row = order[index]
      let weight = weights?[row] ?? 1
      if isPositive[row] { positives += weight } else { negatives += weight }
      // A score of which no row was drawn is no corner.
      if startsGroup[index], (negatives, positives) != counts[counts.count - 1] {
        counts.append((negatives, positives))
      }
    }
    guard positives > 0, negatives > 0 else { return nil }
    return ROCCurve(
      counts.map { count in
        OperatingPoint(
          falsePositiveFraction: count.negatives / negatives,
          truePositiveFraction: count.positives / positives)
      })
  }

  /// The highest sensitivity that a threshold reaches at this specificity or a better one; nil for one class only.
  public func sensitivity(atSpecificity specificity: Double, weights: [Double]? = nil) -> Double? {
    curve(weights: weights)?.sensitivity(atSpecificity: specificity)
  }

  /// The highest specificity that a threshold reaches at this sensitivity or a better one; nil for one class only.
  public func specificity(atSensitivity sensitivity: Double, weights: [Double]? = nil) -> Double? {
    curve(weights: weights)?.specificity(atSensitivity: sensitivity)
  }
}
