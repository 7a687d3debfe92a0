import Foundation

/// Writes comma-separated values, with quotes where a cell needs them and LF line ends.
public struct CSVWriter: Sendable {
  /// The text so far.
  public private(set) var text: String

  private let columnCount: Int

  /// A table whose first line names the columns.
  public init(columns: [String]) {
    text = ""
    columnCount = columns.count
    write(columns.enumerated().map { quoted($1, always: $0 == 0 && ForeignFile.resembles(firstCell: $1)) })
  }

  /// Adds a row of as many cells as there are columns.
  public mutating func append(_ cells: [String]) {
    precondition(cells.count == columnCount, "a row has \(cells.count) cells for \(columnCount) columns")
    // A row without any text is read as none, unless it has quotes.
    let isEmpty = cells.allSatisfy(\.isEmpty)
    write(cells.enumerated().map { quoted($1, always: $0 == 0 && isEmpty) })
  }

  /// A number as the shortest text that reads back to the same value; empty for NaN.
  public static func number(_ value: Float) -> String { value.isNaN ? "" : "\(value)" }

  /// A number as the shortest text that reads back to the same value; empty for NaN.
  public static func number(_ value: Double) -> String { value.isNaN ? "" : "\(value)" }

  // MARK: -

  private mutating func write(_ cells: [String]) {
    text += cells.joined(separator: ",")
    text += "\n"
  }

  /// Quotes also preserve what the reader would otherwise drop or take for something else: blanks at both ends, tabs
  /// and other control characters.
  private func quoted(_ cell: String, always: Bool) -> String {
    let bytes = cell.utf8
    let needsQuotes =
      always || bytes.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x2c || $0 == 0x3b }
      || bytes.first == 0x20 || bytes.last == 0x20 || cell.unicodeScalars.first == "\u{feff}"
    guard needsQuotes else { return cell }
    // Goes by scalars, because Swift sees a quotation mark with an accent after it as one character, not as a mark.
    var quoted = "\"".unicodeScalars
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { quoted.append(scalar) }
      quoted.append(scalar)
    }
    quoted.append("\"")
    return String(quoted)
  }
}
