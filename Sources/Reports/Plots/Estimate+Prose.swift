import Foundation
import Scoring

extension Estimate {
  /// The value with its interval: `0.857 (0.849 to 0.865)`, or `undefined`.
  public var prose: String {
    guard let value else { return "undefined" }
    guard let interval else { return String(format: "%.3f", value) }
    return String(format: "%.3f (%.3f to %.3f)", value, interval.low, interval.high)
  }
}
