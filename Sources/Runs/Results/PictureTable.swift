import Foundation
import Workbench

/// The pictures that a run read, with their labels: `pictures.csv`. Skipped pictures are not in it.
public struct PictureTable: Hashable, Sendable {
  /// One picture.
  public struct Row: Hashable, Sendable {
    /// The name of the picture in the data set.
    public let image: String
    /// The patient it belongs to.
    public let patient: String
    /// `left`, `right` or the word for an unknown eye.
    public let eye: String
    /// The grade in the data set, 0...4; nil if it is unknown.
    public let grade: Int?
    /// The split.
    public let split: String
    /// The SHA-256 of the file.
    public let sha256: String

    /// One picture.
    public init(
      image: String, patient: String, eye: String, grade: Int?, split: String, sha256: String
    ) {
      self.image = image
      self.patient = patient
      self.eye = eye
      self.grade = grade
      self.split = split
      self.sha256 = sha256
    }
  }

  /// The pictures, in the order of the data set.
  public let rows: [Row]

  /// A table of pictures.
  public init(_ rows: [Row]) { self.rows = rows }

  /// Replaces the table of a run.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to run: RunDirectory) throws(WorkbenchError) {
    var writer = CSVWriter(columns: Self.columns)
    for row in rows {
      writer.append([
        row.image, row.patient, row.eye, row.grade.map { "\($0)" } ?? "", row.split, row.sha256,
      ])
    }
    try AtomicFile.write(writer.text, to: run.pictures)
  }

  /// The table of a run; nil if it has none, as runs of earlier versions.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfPresent(from run: RunDirectory) throws(RunsError) -> PictureTable? {
    let url = run.pictures
    guard let table = try RecordFile.table(at: url, columns: columns, remedy: remedy) else { return nil }
    var rows: [Row] = []
    for row in table.rows {
      let cells = row.cells
      let grade = Int(cells[3])
      guard cells[3].isEmpty || grade != nil else {
        throw RunsError(
          .malformed("holds \(cells[3]) where a grade must be"), at: url.path, line: row.line, remedy: remedy)
      }
      rows.append(
        Row(
          image: cells[0], patient: cells[1], eye: cells[2], grade: grade, split: cells[4], sha256: cells[5]))
    }
    return PictureTable(rows)
  }

  // MARK: -

  private static let columns = ["image", "patient", "eye", "grade", "split", "sha256"]
  private static let remedy = "Delete the file and stages/prepare.json; the same command writes both again."
}
