import Foundation
import Workbench

/// Pictures that could not be prepared, with the reason: `skipped.csv`.
public struct SkippedTable: Hashable, Sendable {
  /// One picture.
  public struct Row: Hashable, Sendable {
    /// The name of the picture in the data set.
    public let image: String
    /// Its file.
    public let path: String
    /// Why it was skipped.
    public let reason: String

    /// One picture.
    public init(image: String, path: String, reason: String) {
      self.image = image
      self.path = path
      self.reason = reason
    }
  }

  /// The pictures, in the order of the data set.
  public let rows: [Row]

  /// A table of skipped pictures.
  public init(_ rows: [Row]) { self.rows = rows }

  /// Replaces the table of a run.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to run: RunDirectory) throws(WorkbenchError) { try write(to: run.skipped) }

  /// Replaces the table in a file.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to file: URL) throws(WorkbenchError) {
    var writer = CSVWriter(columns: Self.columns)
    for row in rows { writer.append([row.image, row.path, row.reason]) }
    try AtomicFile.write(writer.text, to: file)
  }

  /// The table of a run; nil if it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfPresent(from run: RunDirectory) throws(RunsError) -> SkippedTable? {
    guard let table = try RecordFile.table(at: run.skipped, columns: columns, remedy: remedy) else {
      return nil
    }
    return SkippedTable(
      table.rows.map { Row(image: $0.cells[0], path: $0.cells[1], reason: $0.cells[2]) })
  }

  // MARK: -

  private static let columns = ["image", "path", "reason"]
  private static let remedy = "Delete the file; the same command writes it again."
}
