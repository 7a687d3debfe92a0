import Foundation
import Workbench

/// A table with a row for each picture, whose columns are named by the configuration.
///
/// At least one of the columns path and image must be there: a path is relative to the root; an image is searched for
/// by name in the folders. A blank level is unknown. Without a patient column each picture is its own patient, and
/// without an eye column the eye is unknown; a table of pairs may tell both. Without a split column, or if the cell is
/// blank, the split is not assigned (`SplitConfiguration`).
///
/// Paths may be written as on Windows, with `\`.
public struct ManifestTable: Hashable, Sendable {
  /// The names of the columns (`data.column_*`); nil is a column that the table does not have.
  public struct Columns: Hashable, Sendable {
    /// Path of the picture, relative to the root.
    public var path: String?
    /// Name of the picture, with or without its ending.
    public var image: String
    /// The patient.
    public var patient: String?
    /// `left` or `right`.
    public var eye: String?
    /// The grade, 0 ... 4; with nil no grade is known.
    public var level: String?
    /// `train`, `validation`, `test` or `shifted`.
    public var split: String?

    /// The names of the columns; a name other than the default must be in the table.
    public init(
      path: String? = "path", image: String = "image", patient: String? = "patient", eye: String? = "eye",
      level: String? = "level", split: String? = "split"
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
  /// The table of the two eyes of each patient, `left,right`, relative to the root; nil if there is none (`data.pairs`).
  public var pairs: String?
  /// Where pictures named without a path are looked for, relative to the root; "" is the root itself.
  public var folders: [String]

  /// A table of pictures.
  public init(
    file: String = "manifest.csv", columns: Columns = Columns(), pairs: String? = nil,
    folders: [String] = ["", "images", "train", "test"]
  ) {
    self.file = file
    self.columns = columns
    self.pairs = pairs
    self.folders = folders
  }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let table = try reading.table(file, remedy: "Name the table of the pictures as data.table=FILE.")
    let found = try FoundColumns(self, in: table)
    let index = try PictureIndex(root: reading.source.root, folders: folders)
    // Paths are not looked for by name.
    reading.folders = found.path == nil ? folders : nil
    let pairs = try pairs(besides: found, reading)
    var ids: [String] = []
    for row in table.rows {
      let cell = found.image.map { row.cells[$0] } ?? found.path.map { row.cells[$0] } ?? ""
      let name = index.holds(cell) ? cell : PictureName.withSlashes(cell)
      let id = PictureIndex.stem(of: name)
      guard !id.isEmpty else {
        throw FundusError(.malformed, at: table.place, line: row.line, "names no picture")
      }
      ids.append(id)
      let pair = pairs?.place(of: id)
      let patient = found.patient.map { row.cells[$0] } ?? pair?.patient ?? id
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
        try reading.addMissing(name, split: split, in: index, table: table.place, line: row.line)
        continue
      }
      try reading.add(
        ManifestEntry(
          id: id, path: path, patient: patient, eye: pair?.eye ?? eye, grade: grade ?? nil, split: split),
        table: table.place, line: row.line)
    }
    try pairs?.check(isAbout: ids)
    reading.considerUnlisted(index) { id, path in
      let pair = pairs?.place(of: id)
      return ManifestEntry(id: id, path: path, patient: pair?.patient ?? id, eye: pair?.eye ?? .unknown)
    }
  }

  // MARK: -

  /// The table of pairs.
  private func pairs(
    besides found: FoundColumns, _ reading: ManifestReading
  ) throws(FundusError) -> EyePairs? {
    guard let pairs else { return nil }
    guard found.patient == nil, found.eye == nil else {
      throw FundusError(
        .configuration, at: "data.pairs", "names patients and eyes, but columns of \(file) do so too",
        remedy: "Leave out data.pairs, or set data.column_patient and data.column_eye to null.")
    }
    return try EyePairs(
      try reading.table(
        pairs,
        remedy:
          "Name the table of the pairs as data.pairs=FILE, or leave it out: data.pairs= with nothing after it."
      ))
  }

  /// The path of a row's picture, relative to the root; nil if there is none.
  private func path(
    of row: CSVTable.Row, name: String, _ found: FoundColumns, _ index: PictureIndex, _ table: CSVTable,
    _ root: URL
  ) throws(FundusError) -> String? {
    guard let column = found.path, !row.cells[column].isEmpty else {
      return try index.path(of: name, table: table.place, line: row.line)
    }
    let path = row.cells[column]
    guard !PictureName.isAbsolute(path) else {
      throw FundusError(
        .malformed, at: table.place, line: row.line, "the path \(path) is absolute",
        remedy: "Paths are relative to data.root, so that the data may move.")
    }
    return [path, PictureName.withSlashes(path)].first {
      FileKind(of: root.appendingPathComponent($0)) != .absent
    }
  }

  /// The indices of the columns that a table has.
  private struct FoundColumns {
    let path, image, patient, eye, level, split: Int?

    init(_ description: ManifestTable, in table: CSVTable) throws(FundusError) {
      let names = description.columns
      let standard = Columns()
      let finder = ColumnFinder(table)
      let taken = [names.path, names.image, names.patient, names.eye, names.level, names.split].compactMap(
        \.self)
      func find(_ wanted: String?, _ usual: String?, _ key: String) throws(FundusError) -> Int? {
        guard let wanted else { return nil }
        let key = "data.column_\(key)"
        return wanted == usual
          ? try finder.optionalIndex(wanted, key: key, taken: taken) : try finder.index(wanted, key: key)
      }
      image = try find(names.image, standard.image, "image")
      path = try find(names.path, standard.path, "path")
      if image == nil, path == nil { _ = try finder.index(names.image, key: "data.column_image") }
      patient = try find(names.patient, standard.patient, "patient")
      eye = try find(names.eye, standard.eye, "eye")
      split = try find(names.split, standard.split, "split")
      level = try names.level.map { name throws(FundusError) in
        try finder.index(name, key: "data.column_level", orElse: ", or to null if no grade is known")
      }
    }
  }
}
