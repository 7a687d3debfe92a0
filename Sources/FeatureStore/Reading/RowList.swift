/// Rows of a data set, for a sentence.
struct RowList {
  /// Stretches of consecutive rows, in order.
  private(set) var stretches: [Range<Int>] = []

  /// Rows in order.
  init(_ stretches: [Range<Int>] = []) {
    for stretch in stretches { append(stretch) }
  }

  /// The count of all rows.
  var count: Int { stretches.reduce(0) { $0 + $1.count } }

  /// Adds rows that come after all others.
  mutating func append(_ rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    if let last = stretches.last, last.upperBound >= rows.lowerBound {
      stretches[stretches.count - 1] = last.lowerBound..<max(last.upperBound, rows.upperBound)
    } else {
      stretches.append(rows)
    }
  }

  /// The first four stretches by number, counted from 0, and the count of the rows after them.
  var text: String {
    let shown = stretches.prefix(4)
    let words = shown.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound - 1)" }
    let rest = stretches.dropFirst(shown.count).reduce(0) { $0 + $1.count }
    let list =
      words.count < 2 ? words.joined() : "\(words.dropLast().joined(separator: ", ")) and \(words.last!)"
    return "\(count == 1 ? "row" : "rows") \(list)\(rest > 0 ? ", and \(rest) more" : "")"
  }
}
