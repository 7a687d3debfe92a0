/// A ROC curve: its corners from (0, 0) to (1, 1), joined by straight lines.
///
/// Each corner is the choice of one threshold. Rows of one score cannot be told apart by any threshold, so a tie of both
/// classes is a slanted line, and its middle is what a coin would decide.
/// Source: Fawcett 2006, "An introduction to ROC analysis", algorithm 1. Deviation: none.
public struct ROCCurve: Hashable, Sendable {
  /// The corners, both coordinates ascending; the first is (0, 0), the last (1, 1).
  public let points: [OperatingPoint]

  /// A curve through corners from (0, 0) to (1, 1).
  init(_ points: [OperatingPoint]) {
    precondition(
      points.first == OperatingPoint(falsePositiveFraction: 0, truePositiveFraction: 0)
        && points.last == OperatingPoint(falsePositiveFraction: 1, truePositiveFraction: 1),
      "a curve goes from one corner of the square to the other")
    self.points = points
  }

  /// The highest sensitivity that a threshold reaches at this specificity or a better one, 0...1.
  ///
  /// An operating point of the data, without interpolation between two.
  public func sensitivity(atSpecificity specificity: Double) -> Double {
    let allowed = 1 - specificity + Self.rounding
    return points.last { $0.falsePositiveFraction <= allowed }?.truePositiveFraction ?? 0
  }

  /// The highest specificity that a threshold reaches at this sensitivity or a better one, 0...1.
  ///
  /// An operating point of the data, without interpolation between two.
  public func specificity(atSensitivity sensitivity: Double) -> Double {
    let wanted = sensitivity - Self.rounding
    return 1 - (points.first { $0.truePositiveFraction >= wanted }?.falsePositiveFraction ?? 1)
  }

  /// The height of the curve over each fraction of false positives, on the lines between corners; where the curve rises
  /// straight up, its upper end.
  ///
  /// - Parameter fractions: ascending, each 0...1.
  public func sensitivities(atFalsePositiveFractions fractions: [Double]) -> [Double] {
    var next = 1
    return fractions.map { fraction in
      while next < points.count, points[next].falsePositiveFraction <= fraction { next += 1 }
      let left = points[next - 1]
      guard next < points.count else { return left.truePositiveFraction }
      let right = points[next]
      let width = right.falsePositiveFraction - left.falsePositiveFraction
      let part = (fraction - left.falsePositiveFraction) / width
      return left.truePositiveFraction + part * (right.truePositiveFraction - left.truePositiveFraction)
    }
  }

  /// The curve without the corners that lie within `resolution` of the last kept one, in both coordinates. It is never
  /// farther than this from the whole curve, and has at most 2 / `resolution` corners besides its ends.
  func thinned(to resolution: Double) -> ROCCurve {
    var kept = [points[0]]
    for point in points.dropFirst().dropLast() {
      let last = kept[kept.count - 1]
      let isFar =
        point.falsePositiveFraction - last.falsePositiveFraction >= resolution - Self.rounding
        || point.truePositiveFraction - last.truePositiveFraction >= resolution - Self.rounding
      if isFar { kept.append(point) }
    }
    return ROCCurve(kept + [points[points.count - 1]])
  }

  /// Specificity 0.9 over ten negatives is one false positive; 1 - 0.9 is a little less than 1 / 10.
  private static let rounding = 1e-12
}

/// A corner of a ROC curve.
public struct OperatingPoint: Hashable, Codable, Sendable {
  /// 1 - specificity.
  public let falsePositiveFraction: Double
  /// Sensitivity.
  public let truePositiveFraction: Double
}
