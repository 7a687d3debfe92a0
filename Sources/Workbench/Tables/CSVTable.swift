import Foundation

/// A table of comma-separated values, read strictly: one header line, then rows of as many cells.
///
/// It accepts a byte-order mark, CRLF line ends, quoted cells (RFC 4180), and semicolons or tabs as separators: a
/// semicolon if the header has no comma, a tab if it has neither. What a spreadsheet leaves behind is skipped: rows
/// without any text, and columns without a name and without any text, also where only some rows have them.
public struct CSVTable: Sendable {
  /// The file the table came from, for messages.
  public let place: String
  /// The names of the columns, in file order, with surrounding blanks removed.
  public let columns: [String]
  /// The rows; each has as many cells as there are columns.
  public let rows: [Row]

  /// One row of a table.
  public struct Row: Sendable {
    /// The line of the file, counted from 1.
    public let line: Int
    /// The cells. Blanks at both ends are removed unless the cell was quoted.
    public let cells: [String]
  }

  /// Reads a file.
  ///
  /// - Throws: `WorkbenchError` with code `.missing`, `.unreadable` or `.malformed`.
  public init(contentsOf url: URL) throws(WorkbenchError) {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw WorkbenchError(.missing, at: url.path, "does not exist", remedy: "Check the path.")
    }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw WorkbenchError(
        .unreadable, at: url.path, "cannot be read", remedy: "Check that it is a file and may be read.")
    }
    try self.init(data, place: url.path)
  }

  /// Reads a table from bytes; `place` names them in messages.
  ///
  /// - Throws: `WorkbenchError` with code `.malformed`.
  public init(_ data: Data, place: String) throws(WorkbenchError) {
    if let foreign = ForeignFile(data) {
      throw WorkbenchError(.malformed, at: place, foreign.reason, remedy: foreign.remedy)
    }
    guard var text = String(data: data, encoding: .utf8) else {
      throw WorkbenchError(.malformed, at: place, "is not text in UTF-8", remedy: "Save it as UTF-8.")
    }
    if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
    var lines = try CSVScanner.scan(text, place: place)
    guard !lines.isEmpty else {
      throw WorkbenchError(.malformed, at: place, "is empty", remedy: "The first line names the columns.")
    }
    let header = lines.removeFirst()
    let named = header.cells.filter { !$0.isEmpty }
    let repeated = Dictionary(grouping: named, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    guard repeated.isEmpty else {
      throw WorkbenchError(
        .malformed, at: place, line: header.line, "names the column \(repeated[0]) more than once",
        remedy: "Rename or remove one of them.")
    }
    guard let lastNamed = header.cells.lastIndex(where: { !$0.isEmpty }) else {
      throw WorkbenchError(
        .malformed, at: place, line: header.line, "names no column",
        remedy: "The first line names the columns.")
    }
    var rows: [[String]] = []
    for line in lines {
      rows.append(try Self.cells(of: line, header: header, namedCount: lastNamed + 1, place: place))
    }
    let kept = header.cells.indices.filter { column in
      !header.cells[column].isEmpty || rows.contains { !$0[column].isEmpty }
    }
    let isWhole = kept.count == header.cells.count
    self.place = place
    columns = isWhole ? header.cells : kept.map { header.cells[$0] }
    self.rows = zip(lines, rows).map { line, cells in
      Row(line: line.line, cells: isWhole ? cells : kept.map { cells[$0] })
    }
  }

  /// The index of a column.
  ///
  /// - Throws: `WorkbenchError` with code `.malformed` that lists the existing columns.
  public func index(of column: String) throws(WorkbenchError) -> Int {
    guard let index = columns.firstIndex(of: column) else {
      throw WorkbenchError(
        .malformed, at: place, "has no column named \(column); it has \(columns.joined(separator: ", "))")
    }
    return index
  }

  /// The index of a column that may be absent.
  public func optionalIndex(of column: String) -> Int? { columns.firstIndex(of: column) }

  // MARK: -

  /// A row's cells, as many as the header has; empty ones at the end may be too many, or lack where columns have no
  /// name.
  private static func cells(
    of row: Row, header: Row, namedCount: Int, place: String
  ) throws(WorkbenchError) -> [String] {
    var cells = row.cells
    while cells.count > header.cells.count, cells.last == "" { cells.removeLast() }
    if cells.count >= namedCount {
      while cells.count < header.cells.count { cells.append("") }
    }
    guard cells.count == header.cells.count else {
      let isShort = cells.count < header.cells.count
      let columnCount = isShort ? namedCount : header.cells.count
      throw WorkbenchError(
        .malformed, at: place, line: row.line,
        "has \(count(cells.count, "cell")) where the header names \(count(columnCount, "column"))",
        remedy: isShort
          ? "Add what is missing; a cell without content needs its separator too."
          : "Put a cell that holds the separator between quotation marks.")
    }
    return cells
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
