import Workbench

/// The rows of a table that has a picture's name and its grade in each, which is how most data sets list pictures.
struct GradedRows {
  /// The table.
  let table: CSVTable
  /// The column of the picture's name.
  let imageColumn: Int
  /// The column of the grade; nil if the table has no grades.
  var levelColumn: Int?
  /// The column that is 0 for pictures that could not be graded; nil if the table has none.
  var gradableColumn: Int?
  /// The grades of the data set's scale.
  var grades = Grade.all
  /// The split of all rows.
  var split: Split?
  /// What ids begin with, before the picture's name.
  var idPrefix = ""
  /// Whether rows without a name are passed over.
  var passesBlankNames = false
}

extension ManifestReading {
  /// Adds the picture of every row, found by its name.
  ///
  /// - Parameter place: the patient and the eye of a picture by its id.
  /// - Returns: the ids of all rows.
  @discardableResult
  mutating func add(
    _ rows: GradedRows, in index: PictureIndex,
    place: (_ id: String) -> (patient: String, eye: Eye) = { ($0, .unknown) }
  ) throws(FundusError) -> [String] {
    let table = rows.table
    var ids: [String] = []
    for row in table.rows {
      let cell = row.cells[rows.imageColumn]
      let name = index.holds(cell) ? cell : PictureName.withSlashes(cell)
      guard !name.isEmpty else {
        if rows.passesBlankNames { continue }
        throw FundusError(.malformed, at: table.place, line: row.line, "names no picture")
      }
      let id = rows.idPrefix + PictureIndex.stem(of: name)
      ids.append(id)
      var grade: Int?
      if let column = rows.levelColumn {
        grade = try self.grade(row.cells[column], of: rows.grades, table: table.place, line: row.line)
      }
      if let column = rows.gradableColumn, row.cells[column] == "0" { grade = nil }
      guard let path = try index.path(of: name, table: table.place, line: row.line) else {
        try addMissing(name, id: id, split: rows.split, in: index, table: table.place, line: row.line)
        continue
      }
      let (patient, eye) = place(id)
      try add(
        ManifestEntry(id: id, path: path, patient: patient, eye: eye, grade: grade, split: rows.split),
        table: table.place, line: row.line)
    }
    return ids
  }
}
