import Foundation
import Workbench

/// A table with a row for each picture, whose columns are named by the configuration.
///
/// At least one of the columns path and image must be there: a path is relative to the root; an image is searched for
/// by name in the folders. A blank level is unknown. Without a patient column each picture is its own patient, and
/// without an eye column the eye is unknown. Without a split column, or if the cell is blank, the split is not assigned
/// (`SplitConfiguration`).
public struct ManifestTable: Hashable, Sendable {
  /// The names of the columns (`data.column_*`).
  public struct Columns: Hashable, Sendable {
    /// Path of the picture, relative to the root.
    public var path: String
    /// Name of the picture, with or without its ending.
    public var image: String
    /// The patient.
    public var patient: String
    /// `left` or `right`.
    public var eye: String
    /// The grade, 0 ... 4; an empty name where the data have none.
    public var level: String
    /// `train`, `validation`, `test` or `shifted`.
    public var split: String

    /// The names of the columns; a name other than the default must be in the table.
    public init(
      path: String = "path", image: String = "image", patient: String = "patient", eye: String = "eye",
      level: String = "level", split: String = "split"
    ) {
      self.path = path
      self.image = image
      self.patient = patient
      self.eye = eye
      self.level = level
      self.split = split
    }
  }

  /// The table, relative to the root (`data.table`).
  public var file: String
  /// The names of its columns.
  public var columns: Columns
  /// Where pictures named without a path are looked for, relative to the root; "" is the root itself.
  public var folders: [String]

  /// A table of pictures.
  public init(
    file: String = "manifest.csv", columns: Columns = Columns(),
    folders: [String] = ["", "images", "train", "test"]
  ) {
    self.file = file
    self.columns = columns
    self.folders = folders
  }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let table = try reading.table(file, remedy: "Name the table of the pictures as data.table=FILE.")
    let found = try FoundColumns(self, in: table)
    let index = try PictureIndex(root: reading.source.root, folders: folders)
    for row in table.rows {
      let name = found.image.map { row.cells[$0] } ?? found.path.map { row.cells[$0] } ?? ""
      let id = PictureIndex.stem(of: name)
      guard !id.isEmpty else {
        throw FundusError(.malformed, at: table.place, line: row.line, "names no picture")
      }
      let patient = found.patient.map { row.cells[$0] } ?? id
      guard !patient.isEmpty else {
        throw FundusError(
          .malformed, at: table.place, line: row.line, "the patient of \(id) is blank",
          remedy: "Give every picture a patient, because the splits are made by patient.")
      }
      let eyeText = found.eye.map { row.cells[$0] } ?? ""
      guard let eye = Eye(text: eyeText) else {
        throw FundusError(
          .malformed, at: table.place, line: row.line, "the eye of \(id) is \(eyeText), not left or right")
      }
      let splitText = found.split.map { row.cells[$0] } ?? ""
      let split = Split(text: splitText)
      guard split != nil || splitText.isEmpty else {
        throw FundusError(
          .malformed, at: table.place, line: row.line,
          "the split of \(id) is \(splitText), not one of train, validation, test, shifted")
      }
      let grade = try found.level.map { column throws(FundusError) in
        try reading.grade(row.cells[column], table: table.place, line: row.line)
      }
      guard let path = try path(of: row, name: name, found, index, table, reading.source.root) else {
        try reading.addMissing(name, in: index, table: table.place, line: row.line)
        continue
      }
      try reading.add(
        ManifestEntry(id: id, path: path, patient: patient, eye: eye, grade: grade ?? nil, split: split),
        table: table.place, line: row.line)
    }
    reading.considerUnlisted(index) { id, path in ManifestEntry(id: id, path: path, patient: id) }
  }

  // MARK: -

  /// The path of a row's picture, relative to the root; nil if there is none.
  private func path(
    of row: CSVTable.Row, name: String, _ found: FoundColumns, _ index: PictureIndex, _ table: CSVTable,
    _ root: URL
  ) throws(FundusError) -> String? {
    guard let column = found.path, !row.cells[column].isEmpty else {
      return try index.path(of: name, table: table.place, line: row.line)
    }
    let path = row.cells[column]
    guard !path.hasPrefix("/") else {
      throw FundusError(
        .malformed, at: table.place, line: row.line, "the path \(path) is absolute",
        remedy: "Paths are relative to data.root, so that the data may move.")
    }
    return FileKind(of: root.appendingPathComponent(path)) == .absent ? nil : path
  }

  /// The indices of the columns that a table has.
  private struct FoundColumns {
    let path, image, patient, eye, level, split: Int?

    init(_ description: ManifestTable, in table: CSVTable) throws(FundusError) {
      let names = description.columns
      let standard = Columns()
      let finder = ColumnFinder(table)
      let taken = [names.path, names.image, names.patient, names.eye, names.level, names.split]
      func find(_ name: KeyPath<Columns, String>, _ key: String) throws(FundusError) -> Int? {
        let key = "data.column_\(key)"
        let wanted = names[keyPath: name]
        guard !wanted.isEmpty else { return nil }
        return wanted == standard[keyPath: name]
          ? try finder.optionalIndex(wanted, key: key, taken: taken) : try finder.index(wanted, key: key)
      }
      image = try find(\.image, "image")
      path = try find(\.path, "path")
      patient = try find(\.patient, "patient")
      eye = try find(\.eye, "eye")
      split = try find(\.split, "split")
      level = names.level.isEmpty ? nil : try finder.index(names.level, key: "data.column_level")
      if image == nil, path == nil { _ = try finder.index(names.image, key: "data.column_image") }
    }
  }
}
