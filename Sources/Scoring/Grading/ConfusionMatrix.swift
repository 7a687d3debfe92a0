/// Counts of (true grade, predicted grade), possibly weighted.
///
/// The classes are fixed and do not depend on which grades occur, because quadratic weights depend on the distance of
/// grades.
public struct ConfusionMatrix: Hashable, Codable, Sendable {
  /// Grades of the international scale.
  public static let gradeCount = 5

  /// Number of classes.
  public let classCount: Int
  /// The counts, [true, predicted] row by row.
  public private(set) var counts: [Double]

  /// An empty matrix.
  public init(classCount: Int = gradeCount) {
    precondition(classCount > 1, "agreement needs two classes")
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
  }

  /// The matrix of paired labels 0 ..< `classCount`; `weights` counts rows more than once, or not at all.
  public init(
    truth: [Int], predicted: [Int], weights: [Double]? = nil, classCount: Int = gradeCount
  ) {
    precondition(truth.count == predicted.count, "every row has a truth and a prediction")
    self.init(classCount: classCount)
    for row in truth.indices {
      precondition((0..<classCount).contains(truth[row]) && (0..<classCount).contains(predicted[row]))
      counts[truth[row] * classCount + predicted[row]] += weights?[row] ?? 1
    }
  }

  /// The count of one pair.
  public subscript(truth: Int, predicted: Int) -> Double { counts[truth * classCount + predicted] }

  /// The sum of all counts.
  public var total: Double { counts.reduce(0, +) }

  /// The fraction of rows on the diagonal; nil for no row.
  public var accuracy: Double? {
    let total = total
    guard total > 0 else { return nil }
    return (0..<classCount).reduce(0) { $0 + self[$1, $1] } / total
  }

  /// Cohen's kappa with quadratic weights, at most 1.
  ///
  /// 1 - sum(w O) / sum(w E), with w = (i - j)^2 and E the outer product of the marginals. If truth and prediction are
  /// the same single class throughout, this is 0/0, and the result is nil. If only one of the two is constant, kappa is
  /// 0 or below by the formula.
  /// Source: Cohen 1968. Deviation: none (the usual divisor (classes - 1)^2 cancels).
  public var quadraticWeightedKappa: Double? {
    let total = total
    guard total > 0 else { return nil }
    let classes = 0..<classCount
    let rows = classes.map { i in classes.reduce(0) { $0 + self[i, $1] } }
    let columns = classes.map { j in classes.reduce(0) { $0 + self[$1, j] } }
    var observed = 0.0
    var expected = 0.0
    for i in classes {
      for j in classes {
        let weight = Double((i - j) * (i - j))
        observed += weight * self[i, j]
        expected += weight * rows[i] * columns[j] / total
      }
    }
    return expected > 0 ? 1 - observed / expected : nil
  }
}
