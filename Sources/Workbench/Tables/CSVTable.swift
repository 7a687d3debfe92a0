import Foundation

/// A table of comma-separated values, read strictly: one header line, then rows of as many cells.
///
/// It accepts a byte-order mark, CRLF line ends, quoted cells (RFC 4180) and semicolons as separators (if the header
/// contains a semicolon and no comma). Empty lines are skipped.
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
    guard var text = String(data: data, encoding: .utf8) else {
      throw WorkbenchError(.malformed, at: place, "is not text in UTF-8", remedy: "Save it as UTF-8.")
    }
    if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
    var lines = try CSVScanner.scan(text, place: place)
    guard !lines.isEmpty else {
      throw WorkbenchError(.malformed, at: place, "is empty", remedy: "The first line names the columns.")
    }
    let header = lines.removeFirst()
    let repeated = Dictionary(grouping: header.cells, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    guard repeated.isEmpty else {
      throw WorkbenchError(
        .malformed, at: place, line: header.line, "names the column \(repeated[0]) more than once",
        remedy: "Rename or remove one of them.")
    }
    for row in lines where row.cells.count != header.cells.count {
      throw WorkbenchError(
        .malformed, at: place, line: row.line,
        "has \(row.cells.count) cells where the header names \(header.cells.count) columns",
        remedy: "Put a cell that holds the separator between quotation marks.")
    }
    self.place = place
    self.columns = header.cells
    self.rows = lines
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
}
