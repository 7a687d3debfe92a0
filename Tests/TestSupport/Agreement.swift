/// Sums of a few hundred f64 terms in another order.
public let roundingTolerance = 1e-12

/// Whether two numbers agree within a tolerance; NaN never does.
public func agree(_ a: Double?, _ b: Double?, within tolerance: Double) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance
}

/// The largest difference of two lists; infinite where their lengths differ or a number is NaN.
public func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// The largest difference, relative to the largest expected magnitude; infinite for NaN or for another count.
///
/// - Parameter smallestScale: what differences are relative to where all expected values are smaller.
public func distance(_ values: [Float], _ expected: [Float], smallestScale: Float = 1e-3) -> Float {
  guard values.count == expected.count else { return .infinity }
  let scale = max(smallestScale, expected.map(abs).max() ?? 0)
  var worst: Float = 0
  for (value, other) in zip(values, expected) {
    let difference = abs(value - other) / scale
    guard difference.isFinite else { return .infinity }
    worst = max(worst, difference)
  }
  return worst
}
