import Foundation

/// The line that tells how far some work is, with its rate and the time that is left.
struct ProgressLine {
  /// What is being done.
  let title: String
  /// Finished units.
  let done: Int
  /// All units.
  let total: Int
  /// What is counted, such as `pictures`.
  let unit: String
  /// Units a second; nil until it is known.
  let rate: Double?
  /// Other measurements, such as the loss.
  let measures: [(name: String, value: Double)]

  /// `mine: 12 of 40 pictures, 3.1 a second, 9 s left, loss 0.52`, for files and pipes.
  var plain: String { (["\(title): \(count)"] + times + measured).joined(separator: ", ") }

  /// The same with a bar, for one line of a terminal that is this many characters wide: measurements are left out from
  /// the end if there is no room for them, then the bar is.
  func bar(width: Int) -> String {
    let facts = [count] + times
    var shown = measured
    while true {
      let tail = (facts + shown).joined(separator: ", ")
      // Blanks around the bar, its brackets, and the percentage have 12 characters.
      let room = width - title.count - tail.count - 12
      if room >= Self.cells.lowerBound {
        let cells = min(room, Self.cells.upperBound)
        let filled = Int((fraction * Double(cells)).rounded(.down))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: cells - filled)
        let percent = String(format: "%3d", Int((fraction * 100).rounded(.down)))
        return "\(title)  [\(bar)] \(percent) %  \(tail)"
      }
      guard shown.popLast() != nil else { return String("\(title): \(tail)".prefix(max(0, width))) }
    }
  }

  // MARK: -

  /// How long a bar may be.
  private static let cells = 8...30

  private var fraction: Double { total > 0 ? min(1, max(0, Double(done) / Double(total))) : 0 }

  private var count: String { "\(done) of \(total) \(unit)" }

  private var times: [String] {
    guard let rate, rate > 0 else { return [] }
    let left = StageProgress.duration(Double(max(0, total - done)) / rate)
    return [
      rate < 0.1 ? String(format: "%.1f a minute", rate * 60) : String(format: "%.1f a second", rate),
      "\(left) left",
    ]
  }

  private var measured: [String] { measures.map { String(format: "%@ %.4g", $0.name, $0.value) } }
}
