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
    append(columns)
  }

  /// Adds a row of as many cells as there are columns.
  public mutating func append(_ cells: [String]) {
    precondition(cells.count == columnCount, "a row has \(cells.count) cells for \(columnCount) columns")
    text += cells.map(quoted).joined(separator: ",")
    text += "\n"
  }

  /// A number as the shortest text that reads back to the same value; empty for NaN.
  public static func number(_ value: Float) -> String { value.isNaN ? "" : "\(value)" }

  /// A number as the shortest text that reads back to the same value; empty for NaN.
  public static func number(_ value: Double) -> String { value.isNaN ? "" : "\(value)" }

  // MARK: -

  /// Quotes also preserve what the reader would otherwise drop: blanks at both ends, and a row with one empty cell.
  private func quoted(_ cell: String) -> String {
    let bytes = cell.utf8
    let isBlank = { (byte: UInt8?) in byte == 0x20 || byte == 0x09 }
    let needsQuotes =
      bytes.contains { $0 == 0x22 || $0 == 0x2c || $0 == 0x3b || $0 == 0x0a || $0 == 0x0d }
      || isBlank(bytes.first) || isBlank(bytes.last) || (columnCount == 1 && cell.isEmpty)
      || cell.unicodeScalars.first == "\u{feff}"
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
