/// The preferences between which the number of clusters goes from one to all rows.
public struct PreferenceRange: Sendable, Hashable {
  /// Below it the best partition has one cluster. This is a lower bound of the exact value.
  public let minimum: Double
  /// At and above it every row is its own exemplar: the largest similarity of two different rows.
  public let maximum: Double

  /// The preference at a position in the range, 0 ... 1.
  public func value(at fraction: Double) -> Double { minimum + fraction * (maximum - minimum) }
}
