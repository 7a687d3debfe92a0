import Foundation

/// How long ago something was, in one unit.
enum RunAge {
  /// A time in a record.
  static func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }

  /// The time since a record was written: `12 s`, `5 min`, `3 h`, `9 d`; empty if it is unknown.
  static func text(since started: String?, until now: Date) -> String {
    guard let date = started.flatMap(date) else { return "" }
    let seconds = max(0, Int(now.timeIntervalSince(date)))
    return switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}
