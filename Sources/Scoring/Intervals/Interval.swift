/// A confidence interval, both ends included.
public struct Interval: Hashable, Codable, Sendable {
  /// Lower end.
  public let low: Double
  /// Upper end.
  public let high: Double

  /// The interval from `low` to `high`.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The central part of a sample that holds the given fraction, its ends interpolated linearly.
  ///
  /// The same as `numpy.quantile` with its default method. Nil for no value.
  public init?(centralFraction: Double, of sample: [Double]) {
    guard !sample.isEmpty else { return nil }
    let sorted = sample.sorted()
    func quantile(_ fraction: Double) -> Double {
      let position = fraction * Double(sorted.count - 1)
      let index = Int(position)
      let next = min(index + 1, sorted.count - 1)
      return sorted[index] + (position - Double(index)) * (sorted[next] - sorted[index])
    }
    self.init(low: quantile((1 - centralFraction) / 2), high: quantile((1 + centralFraction) / 2))
  }
}

/// A measured value with its interval.
public struct Estimate: Hashable, Codable, Sendable {
  /// The value on the data themselves; nil if it is undefined (one class only).
  public let value: Double?
  /// The 95 % interval; nil if no draw defines the value.
  public let interval: Interval?
  /// The draws in which the value is defined; the others are left out of the interval.
  public let definedDrawCount: Int

  /// A value, its interval and the number of draws behind it.
  public init(value: Double?, interval: Interval?, definedDrawCount: Int) {
    self.value = value
    self.interval = interval
    self.definedDrawCount = definedDrawCount
  }
}
