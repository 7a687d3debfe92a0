/// A table as text for a terminal.
enum TextColumns {
  /// Rows of cells, each column as wide as its widest cell; rows may be shorter than the first.
  static func text(_ rows: [[String]]) -> String {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { cells in
      var line = ""
      for (text, width) in zip(cells, widths) {
        line += text + String(repeating: " ", count: max(0, width - text.count)) + "  "
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
