import Discovery
import Foundation
import Scoring

/// How pages write numbers.
enum Words {
  /// Two digits after the point.
  static func short(_ value: Double) -> String { String(format: "%.2f", value) }

  /// A figure with its interval: `0.77 (0.72 to 0.81)`; empty if there is none.
  static func estimate(_ estimate: Estimate?) -> String {
    guard let estimate, let value = estimate.value else { return "" }
    guard let interval = estimate.interval else { return short(value) }
    return "\(short(value)) (\(short(interval.low)) to \(short(interval.high)))"
  }

  /// A grade with its clinical name.
  static func grade(_ grade: Int?) -> String {
    grade.map { "\($0) \(GradePalette.name(of: $0))" } ?? GradePalette.name(of: nil)
  }
}
