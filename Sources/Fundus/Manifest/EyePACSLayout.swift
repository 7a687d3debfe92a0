import Foundation
import Workbench

/// The layout of Kaggle's EyePACS data: `<patient>_left.jpeg`, `<patient>_right.jpeg` and their tables.
///
/// The pictures lie in the root or in its folders `images`, `train` and `test`. With the solution table, its
/// *Public* rows are the validation split and its *Private* rows the test split, as in the paper, and the labelled rows
/// are the training split. Without it no splits are assigned.
public struct EyePACSLayout: Hashable, Sendable {
  /// The table of grades, `image,level`, relative to the root (`data.labels`).
  public var labels: String
  /// The table `image,level,Usage`, relative to the root; nil if there is none (`data.solution`).
  public var solution: String?
  /// Where pictures are looked for, relative to the root; "" is the root itself.
  public var folders: [String]

  /// The layout with the names that Kaggle gives.
  public init(
    labels: String = "trainLabels.csv", solution: String? = nil,
    folders: [String] = ["", "images", "train", "test"]
  ) {
    self.labels = labels
    self.solution = solution
    self.folders = folders
  }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let index = try PictureIndex(root: reading.source.root, folders: folders)
    reading.folders = folders
    let hasSolution = solution != nil
    try read(labels, usage: nil, split: hasSolution ? .train : nil, index: index, into: &reading)
    if let solution { try read(solution, usage: "Usage", split: nil, index: index, into: &reading) }
    reading.considerUnlisted(index) { id, path in
      let name = Self.parts(of: id)
      return ManifestEntry(
        id: id, path: path, patient: name?.patient ?? id, eye: name?.eye ?? .unknown,
        split: hasSolution ? .train : nil)
    }
  }

  /// `17_left` is patient 17's left eye; nil if a name is not of this form.
  static func parts(of id: String) -> (patient: String, eye: Eye)? {
    guard let separator = id.lastIndex(of: "_"), separator != id.startIndex,
      let eye = Eye(rawValue: String(id[id.index(after: separator)...])), eye != .unknown
    else { return nil }
    return (String(id[..<separator]), eye)
  }

  // MARK: -

  private func read(
    _ name: String, usage: String?, split: Split?, index: PictureIndex, into reading: inout ManifestReading
  ) throws(FundusError) {
    let table = try reading.table(
      name,
      remedy: usage == nil
        ? "Name the grades as data.labels=FILE, or any table of pictures as data.source=table data.table=FILE."
        : "Name the table as data.solution=FILE, or leave it out: data.solution= with nothing after it.")
    let columns = ColumnFinder(table)
    let imageColumn = try columns.index("image")
    let levelColumn = try columns.index("level")
    let usageColumn: Int? = if let usage { try columns.index(usage) } else { nil }
    for row in table.rows {
      let id = PictureIndex.stem(of: PictureName.withSlashes(row.cells[imageColumn]))
      guard let (patient, eye) = Self.parts(of: id) else {
        throw FundusError(
          .malformed, at: table.place, line: row.line,
          "the picture is called \(id.isEmpty ? "nothing" : id), not <patient>_left or <patient>_right",
          remedy: "Read pictures with other names from a table: data.source=table data.table=FILE.")
      }
      let grade = try reading.grade(row.cells[levelColumn], table: table.place, line: row.line)
      var split = split
      if let usageColumn {
        switch row.cells[usageColumn].lowercased() {
        case "public": split = .validation
        case "private": split = .test
        default:
          throw FundusError(
            .malformed, at: table.place, line: row.line,
            "the usage of \(id) is \(row.cells[usageColumn]), not Public or Private")
        }
      }
      guard let path = try index.path(of: id, table: table.place, line: row.line) else {
        try reading.addMissing(id, split: split, in: index, table: table.place, line: row.line)
        continue
      }
      try reading.add(
        ManifestEntry(id: id, path: path, patient: patient, eye: eye, grade: grade, split: split),
        table: table.place, line: row.line)
    }
  }
}
