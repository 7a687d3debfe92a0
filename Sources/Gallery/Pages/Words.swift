import Discovery
import Foundation
import Scoring

/// How pages write numbers.
enum Words {
  /// `1 picture`, `1,234 pictures`.
  static func counted(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
  }

  /// An integer with separated thousands: 12,345.
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(number.magnitude).reversed().enumerated() {
      if place > 0, place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
  }

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
