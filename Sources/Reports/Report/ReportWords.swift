import Foundation
import Scoring

/// How the report writes numbers and names.
enum ReportWords {
  /// Three digits after the point; a dash for no value.
  static func figure(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }

  /// A value with its interval; a dash if it is undefined.
  static func estimate(_ estimate: Estimate?) -> String {
    guard let estimate, estimate.value != nil else { return "–" }
    return estimate.prose
  }

  /// Whole percents.
  static func percent(_ fraction: Double) -> String { String(format: "%.0f %%", 100 * fraction) }

  /// `1, 2 and 3`.
  static func list(_ words: [String]) -> String {
    words.count < 2
      ? words.joined() : "\(words.dropLast().joined(separator: ", ")) and \(words[words.count - 1])"
  }
}
