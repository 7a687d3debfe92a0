import Foundation

/// Agreement of two readers who gave names without an order, beyond what chance gives.
///
/// kappa = (p_o - p_e) / (1 - p_e), where p_o is the fraction on which both agree, and p_e the fraction expected if
/// both gave their names as often as they do, but independently.
/// Source: Cohen 1960. Deviation: none.
public struct CohenKappa: Hashable, Codable, Sendable {
  /// p_o, 0...1.
  public let observedAgreement: Double
  /// p_e, 0...1.
  public let expectedAgreement: Double
  /// At most 1; nil where both gave one and the same name throughout, because kappa is 0/0 then.
  public let value: Double?
  /// Of kappa; nil without a kappa.
  ///
  /// The large-sample standard error for a kappa that need not be 0.
  /// Source: Fleiss, Cohen and Everitt 1969, for unweighted kappa. Deviation: none.
  public let standardError: Double?

  /// - Parameter counts: (name of the first, name of the second). Nil without any pair.
  public init?(_ counts: ConfusionMatrix) {
    guard let observed = counts.accuracy else { return nil }
    let total = counts.total
    let classes = 0..<counts.classCount
    let first = classes.map { i in classes.reduce(0) { $0 + counts[i, $1] } / total }
    let second = classes.map { j in classes.reduce(0) { $0 + counts[$1, j] } / total }
    observedAgreement = observed
    expectedAgreement = classes.reduce(0) { $0 + first[$1] * second[$1] }
    // Only one name: the sums of counts are exact, so this is too.
    guard !classes.contains(where: { first[$0] == 1 && second[$0] == 1 }) else {
      (value, standardError) = (nil, nil)
      return
    }
    let kappa = (observedAgreement - expectedAgreement) / (1 - expectedAgreement)
    var agreeing = 0.0
    var disagreeing = 0.0
    for i in classes {
      for j in classes {
        let share = counts[i, j] / total
        let chance = i == j ? first[i] + second[i] : second[i] + first[j]
        if i == j {
          agreeing += share * pow(1 - chance * (1 - kappa), 2)
        } else {
          disagreeing += share * pow(chance * (1 - kappa), 2)
        }
      }
    }
    let excess = pow(kappa - expectedAgreement * (1 - kappa), 2)
    value = kappa
    standardError =
      (max(0, agreeing + disagreeing - excess) / total).squareRoot() / (1 - expectedAgreement)
  }

  /// Kappa plus and minus 1.96 standard errors, cut to -1...1; nil without a kappa.
  ///
  /// With complete agreement it has no width, and with few pairs it is too narrow. Pairs must be independent.
  public var interval: Interval? {
    guard let value, let standardError else { return nil }
    let half = 1.959963984540054 * standardError
    return Interval(low: max(-1, value - half), high: min(1, value + half))
  }
}
