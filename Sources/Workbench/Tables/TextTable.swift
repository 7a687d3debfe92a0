/// Rows of short texts in columns, for a terminal.
public struct TextTable: Sendable {
  /// Where the texts of a column begin or end.
  public enum Alignment: Sendable {
    /// Texts begin together.
    case left
    /// Texts end together, as numbers do.
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// A table with a title for each column.
  public init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map(\.title)]
  }

  /// Adds a row of as many cells as there are columns.
  public mutating func append(_ cells: [String]) {
    precondition(
      cells.count == alignments.count, "a row has \(cells.count) cells for \(alignments.count) columns")
    rows.append(cells.map { Sentence.printable($0) })
  }

  /// The lines, the titles first. Columns without any text below their title are left out.
  public var lines: [String] {
    let shown = alignments.indices.filter { column in
      rows.count == 1 || rows.dropFirst().contains { !$0[column].isEmpty }
    }
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      let line = shown.map { column in
        let blanks = String(repeating: " ", count: widths[column] - cells[column].count)
        return alignments[column] == .left ? cells[column] + blanks : blanks + cells[column]
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The lines as one text.
  public var text: String { lines.joined(separator: "\n") }
}
