import Foundation

/// Multinomial logistic regression on standardised columns, used to predict grades from nuisance measurements alone.
///
/// Minimises C * sum of cross-entropies + half the squared weights; the intercepts are free, as in
/// scikit-learn's `LogisticRegression`. Solved by L-BFGS in f64 from zero, so it is deterministic.
public struct LogisticRegression: Sendable {
  /// Columns of the measurements.
  public let columnCount: Int
  /// Classes, including those that did not occur in training (their probability is 0).
  public let classCount: Int
  /// Whether the gradient fell below the tolerance.
  public let hasConverged: Bool

  private let means: [Double]
  private let scales: [Double]
  private let classes: [Int]
  private let parameters: [Double]

  /// Fits the model.
  ///
  /// - Parameters:
  ///   - measurements: [rows, columns] row by row. A constant column is ignored.
  ///   - labels: 0 ..< `classCount`, one per row.
  ///   - inverseRegularisation: C, above 0.
  /// - Throws: `ScoringError` with code `.nonFinite`, `.outOfRange` or `.insufficient` (one class only).
  public init(
    measurements: [Double], columnCount: Int, labels: [Int], classCount: Int,
    inverseRegularisation: Double = 1, maximumIterations: Int = 1000
  ) throws(ScoringError) {
    let name = "logistic regression"
    precondition(measurements.count == labels.count * columnCount && columnCount > 0)
    if let index = measurements.firstIndex(where: { !$0.isFinite }) {
      throw ScoringError(.nonFinite, in: name, "row \(index / columnCount), column \(index % columnCount)")
    }
    guard inverseRegularisation > 0, inverseRegularisation.isFinite else {
      throw ScoringError(.outOfRange, in: name, "C is \(inverseRegularisation), not above 0")
    }
    if let row = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
      throw ScoringError(.outOfRange, in: name, "row \(row) has the class \(labels[row]) of \(classCount)")
    }
    let classes = Set(labels).sorted()
    guard classes.count > 1 else {
      throw ScoringError(.insufficient, in: name, "the training rows have one class only")
    }
    let rowCount = labels.count
    var means = [Double](repeating: 0, count: columnCount)
    var scales = [Double](repeating: 0, count: columnCount)
    for column in 0..<columnCount {
      let values = (0..<rowCount).map { measurements[$0 * columnCount + column] }
      let mean = values.reduce(0, +) / Double(rowCount)
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rowCount)).squareRoot()
      means[column] = mean
      // By rounding, a constant column may have a deviation of a few units in the last place of its mean.
      scales[column] = deviation > abs(mean) * 1e-12 ? 1 / deviation : 0
    }
    self.columnCount = columnCount
    self.classCount = classCount
    self.means = means
    self.scales = scales
    self.classes = classes
    let number = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    let objective = SoftmaxObjective(
      rows: Self.standardised(measurements, means, scales), columnCount: columnCount,
      labels: labels.map { number[$0, default: 0] }, classCount: classes.count,
      inverseRegularisation: inverseRegularisation)
    var solver = LimitedMemoryBFGS(maximumIterations: maximumIterations, tolerance: 1e-9 * Double(rowCount))
    let start = [Double](repeating: 0, count: classes.count * (columnCount + 1))
    parameters = solver.minimise(from: start, objective.evaluate)
    hasConverged = solver.hasConverged
  }

  /// Probabilities, [rows, classCount] row by row.
  public func probabilities(_ measurements: [Double]) -> [Double] {
    precondition(measurements.count % columnCount == 0, "rows have the columns of the training rows")
    let rows = Self.standardised(measurements, means, scales)
    var result = [Double](repeating: 0, count: rows.count / columnCount * classCount)
    var present = [Double](repeating: 0, count: classes.count)
    for row in 0..<rows.count / columnCount {
      SoftmaxObjective.probabilities(rows, row: row, columnCount: columnCount, parameters, into: &present)
      for (index, label) in classes.enumerated() { result[row * classCount + label] = present[index] }
    }
    return result
  }

  // MARK: -

  private static func standardised(_ values: [Double], _ means: [Double], _ scales: [Double]) -> [Double] {
    values.indices.map { (values[$0] - means[$0 % means.count]) * scales[$0 % means.count] }
  }
}

/// The loss of the regression and its gradient. Parameters: per class, the columns' weights, then the intercept.
struct SoftmaxObjective: Sendable {
  let rows: [Double]
  let columnCount: Int
  let labels: [Int]
  let classCount: Int
  let inverseRegularisation: Double

  func evaluate(_ parameters: [Double], _ gradient: inout [Double]) -> Double {
    let width = columnCount + 1
    var loss = 0.0
    var probabilities = [Double](repeating: 0, count: classCount)
    for index in gradient.indices { gradient[index] = 0 }
    for row in labels.indices {
      Self.probabilities(rows, row: row, columnCount: columnCount, parameters, into: &probabilities)
      loss -= log(max(probabilities[labels[row]], .leastNormalMagnitude))
      for label in 0..<classCount {
        let error = probabilities[label] - (label == labels[row] ? 1 : 0)
        for column in 0..<columnCount {
          gradient[label * width + column] += error * rows[row * columnCount + column]
        }
        gradient[label * width + columnCount] += error
      }
    }
    var penalty = 0.0
    for label in 0..<classCount {
      for column in 0..<width {
        let index = label * width + column
        gradient[index] *= inverseRegularisation
        guard column < columnCount else { continue }
        penalty += parameters[index] * parameters[index] / 2
        gradient[index] += parameters[index]
      }
    }
    return inverseRegularisation * loss + penalty
  }

  /// Softmax of the linear scores of one row.
  static func probabilities(
    _ rows: [Double], row: Int, columnCount: Int, _ parameters: [Double], into result: inout [Double]
  ) {
    let width = columnCount + 1
    for label in result.indices {
      var score = parameters[label * width + columnCount]
      for column in 0..<columnCount {
        score += parameters[label * width + column] * rows[row * columnCount + column]
      }
      result[label] = score
    }
    let largest = result.max() ?? 0
    var sum = 0.0
    for label in result.indices {
      result[label] = exp(result[label] - largest)
      sum += result[label]
    }
    for label in result.indices { result[label] /= sum }
  }
}
