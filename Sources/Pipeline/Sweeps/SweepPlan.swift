import Foundation
import Settings
import Workbench

/// Which members a sweep has: every combination of sets of values with the combinations, or the drawn values, of some keys.
public struct SweepPlan: Sendable {
  /// A key and a value for it.
  public struct Assignment: Hashable, Sendable {
    /// The key, such as `cluster.preference`.
    public let path: String
    /// The value as written.
    public let value: SettingValue

    /// A key and a value.
    public init(_ path: String, _ value: SettingValue) { (self.path, self.value) = (path, value) }
  }

  /// Values that belong together: an entry of `list:`.
  public struct Bundle: Hashable, Sendable {
    /// Its name; nil where the list is numbered.
    public let name: String?
    /// The keys that it sets, all different.
    public let assignments: [Assignment]
  }

  /// The values that a key takes.
  public enum Values: Hashable, Sendable {
    /// These, all different.
    case list([SettingValue])
    /// Numbers of a range, each as probable as any other.
    case uniform(ClosedRange<Double>)
    /// Positive numbers of a range whose logarithms are each as probable as any other.
    case logUniform(ClosedRange<Double>)
  }

  /// One key and its values.
  public struct Axis: Hashable, Sendable {
    /// The key, such as `cluster.preference`.
    public let path: String
    /// Its values.
    public let values: Values

    /// A key and its values.
    public init(_ path: String, _ values: Values) { (self.path, self.values) = (path, values) }
  }

  /// How many members are drawn at random, in place of every combination.
  public struct Draw: Hashable, Sendable {
    /// The number of members for each bundle.
    public let count: Int
    /// The seed of the values.
    public let seed: UInt64
  }

  /// One combination.
  public struct Point: Hashable, Sendable {
    /// The name of its bundle.
    public let name: String?
    /// The keys that it sets, all different.
    public let assignments: [Assignment]
  }

  /// The entries of `list:`; empty where there is none.
  public var bundles: [Bundle] = []
  /// The keys of `sweep:`, in the order of the file.
  public var axes: [Axis] = []
  /// `random:`; nil where every combination is a member.
  public var draw: Draw?

  /// The largest number of members of a sweep.
  public static let maximumMemberCount = 10_000

  /// The number of members; nil if it is larger than any number.
  var count: Int? {
    let combined = axes.reduce(Int?.some(1)) { count, axis in
      guard case .list(let values) = axis.values else { return count }
      return count.flatMap { Self.product($0, values.count) }
    }
    return (draw?.count ?? combined).flatMap { Self.product($0, max(1, bundles.count)) }
  }

  /// Every key that some member sets, in the order of the file.
  public var paths: [String] {
    var seen = Set<String>()
    return (bundles.flatMap { $0.assignments.map(\.path) } + axes.map(\.path)).filter {
      seen.insert($0).inserted
    }
  }

  /// Every member: for each bundle, every combination with the last key changing fastest, or the drawn ones. A larger
  /// number of draws adds to those of a smaller one.
  ///
  /// - Throws: `SettingsError` if there are fewer different draws than were asked for.
  public func points(place: String) throws(SettingsError) -> [Point] {
    let combinations =
      try draw.map { draw throws(SettingsError) in try drawn(draw, place: place) } ?? combined
    let starts = bundles.isEmpty ? [Bundle(name: nil, assignments: [])] : bundles
    return starts.flatMap { start in
      combinations.map { Point(name: start.name, assignments: start.assignments + $0) }
    }
  }

  // MARK: -

  private static func product(_ left: Int, _ right: Int) -> Int? {
    let (value, isTooLarge) = left.multipliedReportingOverflow(by: right)
    return isTooLarge ? nil : value
  }

  private var combined: [[Assignment]] {
    axes.reduce([[]]) { combinations, axis in
      guard case .list(let values) = axis.values else {
        preconditionFailure("the reader lets through ranges only where values are drawn")
      }
      return combinations.flatMap { start in values.map { start + [Assignment(axis.path, $0)] } }
    }
  }

  /// Draws until there are enough different combinations. Draw `i` depends on the seed, `i` and the key only.
  private func drawn(_ draw: Draw, place: String) throws(SettingsError) -> [[Assignment]] {
    var found: [[Assignment]] = []
    var seen = Set<[Assignment]>()
    let attempts = 1_000 + 100 * draw.count
    for attempt in 0..<attempts where found.count < draw.count {
      let one = axes.map { axis in
        var random = RandomStream(seed: draw.seed, purpose: "sweep \(axis.path)", items: attempt)
        return Assignment(axis.path, Self.value(of: axis, &random))
      }
      if seen.insert(one).inserted { found.append(one) }
    }
    guard found.count == draw.count else {
      throw SettingsError(
        .conflict(
          "asks for \(draw.count) random members, but its values have only \(found.count) different combinations",
          remedy: "Lower random.count, list more values, or leave out random: for every combination."),
        at: place)
    }
    return found
  }

  private static func value(of axis: Axis, _ random: inout RandomStream) -> SettingValue {
    switch axis.values {
    case .list(let values): values[random.integer(below: values.count)]
    case .uniform(let range):
      number(range.lowerBound + random.uniform() * (range.upperBound - range.lowerBound), of: axis, in: range)
    case .logUniform(let range):
      number(
        exp(log(range.lowerBound) + random.uniform() * (log(range.upperBound) - log(range.lowerBound))),
        of: axis,
        in: range)
    }
  }

  /// A number with four significant digits, which people can read and write; a whole one where the key asks for it.
  private static func number(_ value: Double, of axis: Axis, in range: ClosedRange<Double>) -> SettingValue {
    func clamped(_ value: Double) -> Double { min(max(value, range.lowerBound), range.upperBound) }
    if Experiment.schema[axis.path]?.key.form.isWhole == true {
      // Between 2^63 and 2^64 a number is no Int; the largest of all is rounded up to one that is no UInt64 either.
      let whole = clamped(value.rounded())
      return .scalar(whole < 0 ? "\(Int(whole))" : "\(UInt64(exactly: whole) ?? .max)")
    }
    let rounded = Double(String(format: "%.3e", value)) ?? value
    return .scalar("\(clamped(rounded))")
  }
}

extension SettingForm {
  /// Whether numbers of the form are whole.
  var isWhole: Bool {
    switch self {
    case .integer, .natural: true
    case .optional(let form), .word(_, let form): form.isWhole
    case .number, .flag, .choice, .text, .list: false
    }
  }

  /// The range of numbers of the form; nil where it has other values.
  var range: ClosedRange<Double>? {
    switch self {
    case .integer(let range): Double(range.lowerBound)...Double(range.upperBound)
    case .natural: 0...Double(UInt64.max)
    case .number(let range): range
    case .optional(let form), .word(_, let form): form.range
    case .flag, .choice, .text, .list: nil
    }
  }
}
