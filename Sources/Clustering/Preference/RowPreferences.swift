import Foundation
import Workbench

/// Reads and checks preferences by row.
enum RowPreferences {
  /// The numbers of a CSV file with the columns `row` and `preference`; every row must be named once.
  ///
  /// - Throws: `WorkbenchError` where the file is missing or malformed, `ClusteringError` with code `.preference`.
  static func read(_ path: String, rowCount: Int) throws -> [Double] {
    let table = try CSVTable(contentsOf: URL(fileURLWithPath: path))
    let rowColumn = try table.index(of: "row")
    let preferenceColumn = try table.index(of: "preference")
    var values = [Double?](repeating: nil, count: rowCount)
    for line in table.rows {
      guard let row = Int(line.cells[rowColumn]), values.indices.contains(row) else {
        throw WorkbenchError(
          .malformed, at: table.place, line: line.line, "\"\(line.cells[rowColumn])\" is not a row",
          remedy: "Rows are counted from 0 to \(rowCount - 1).")
      }
      guard let value = Double(line.cells[preferenceColumn]), value.isFinite else {
        throw WorkbenchError(
          .malformed, at: table.place, line: line.line, "\"\(line.cells[preferenceColumn])\" is not a number")
      }
      guard values[row] == nil else {
        throw WorkbenchError(.malformed, at: table.place, line: line.line, "names row \(row) a second time")
      }
      values[row] = value
    }
    return try values.enumerated().map { row, value in
      guard let value else { throw ClusteringError(.preference, row: row, "has no preference in \(path)") }
      return value
    }
  }

  /// Refuses preferences that do not fit the rows.
  static func checked(_ values: [Double], rowCount: Int) throws(ClusteringError) -> [Double] {
    guard values.count == rowCount else {
      throw ClusteringError(.preference, "there are \(values.count) preferences for \(rowCount) rows")
    }
    if let row = values.firstIndex(where: { !$0.isFinite }) {
      throw ClusteringError(.preference, row: row, "has a preference that is not a finite number")
    }
    return values
  }
}
