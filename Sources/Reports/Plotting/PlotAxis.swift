import Foundation

/// An axis with ticks: from the smallest to the largest number, between fixed ends, or of named places.
///
/// An axis of numbers is logarithmic if numbers of one sign span more than a factor of ten.
public struct PlotAxis: Hashable, Sendable {
  /// Places of the ticks, ascending: round numbers, or 0, 1, ... where places are named.
  public let ticks: [Double]
  /// What is written at each tick.
  public let tickTexts: [String]
  /// Whether the axis is logarithmic.
  public let isLogarithmic: Bool

  private let low: Double
  private let high: Double

  /// An axis that covers all the numbers; without numbers, 0 ... 1.
  public init(_ numbers: [Double], ticks count: Int) {
    let finite = numbers.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    let sizes = [abs(low), abs(high)].sorted()
    isLogarithmic = low * high > 0 && sizes[1] > 10 * sizes[0]
    if low == high {
      let half = max(abs(low) * 0.1, 0.5)
      (self.low, self.high) = (low - half, high + half)
      ticks = [low]
    } else {
      (self.low, self.high) = (low, high)
      ticks = isLogarithmic ? Self.powers(low, high) : Self.round(low, high, count)
    }
    tickTexts = ticks.map(Self.text)
  }

  /// A linear axis of fixed ends.
  public init(from low: Double, to high: Double, ticks count: Int) {
    precondition(low < high, "an axis has an extent")
    (self.low, self.high, isLogarithmic) = (low, high, false)
    ticks = Self.round(low, high, count)
    tickTexts = ticks.map(Self.text)
  }

  /// An axis of named places 0, 1, ..., each with half a unit of room on both sides.
  ///
  /// - Parameter isDescending: whether the first place is at the high end, as the first row of a table is at the top.
  public init(places: [String], isDescending: Bool = false) {
    precondition(!places.isEmpty, "an axis has an extent")
    let (first, last) = (-0.5, Double(places.count) - 0.5)
    (low, high) = isDescending ? (last, first) : (first, last)
    isLogarithmic = false
    ticks = places.indices.map(Double.init)
    tickTexts = places
  }

  /// The position of a number, from 0 at the low end to 1 at the high end.
  public func position(of number: Double) -> Double {
    guard isLogarithmic else { return (number - low) / (high - low) }
    let (a, b, value) = (log(abs(low)), log(abs(high)), log(abs(number)))
    return (value - a) / (b - a)
  }

  /// A number as the text of a tick.
  public static func text(_ number: Double) -> String {
    let isWhole = number == number.rounded() && abs(number) < 1e5
    return isWhole ? "\(Int(number))" : String(format: "%.3g", number)
  }

  // MARK: -

  private static func round(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    let rough = (high - low) / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? rough
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }

  /// 1, 2 and 5 times powers of ten, or only the powers if these are enough.
  private static func powers(_ low: Double, _ high: Double) -> [Double] {
    let sign: Double = low < 0 ? -1 : 1
    let (small, large) = (min(abs(low), abs(high)), max(abs(low), abs(high)))
    let exponents = Int(floor(log10(small)))...Int(ceil(log10(large)))
    let factors: [Double] = exponents.count > 4 ? [1] : [1, 2, 5]
    let marks = exponents.flatMap { exponent in factors.map { $0 * pow(10, Double(exponent)) } }
    return marks.filter { $0 >= small * 0.999 && $0 <= large * 1.001 }.map { sign * $0 }.sorted()
  }
}
