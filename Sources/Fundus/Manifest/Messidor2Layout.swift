import Foundation
import Workbench

/// The layout of Messidor-2: grades in `messidor_data.csv`, and in `messidor-2.csv` the two eyes of each patient.
///
/// The grades are those of Krause et al. 2018, which their authors publish apart from the pictures; without them every
/// grade is unknown. A picture that the graders could not grade has an unknown grade. Names are compared without their
/// endings, because those of the tables and of the files differ.
public struct Messidor2Layout: Hashable, Sendable {
  /// The table `left,right` of pairs, relative to the root (`data.pairs`).
  public var pairs: String
  /// Where pictures are looked for, relative to the root; nil: in the root and all folders below (`data.folders`).
  public var folders: [String]?

  /// The layout.
  public init(pairs: String = "messidor-2.csv", folders: [String]? = nil) {
    self.pairs = pairs
    self.folders = folders
  }

  /// Whether a folder has the layout: it holds one of the two tables.
  public static func isIn(_ root: URL) -> Bool {
    [grades, Messidor2Layout().pairs].contains { FileKind(of: root.appendingPathComponent($0)) != .absent }
  }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let root = reading.source.root
    let pairTable = try reading.table(
      pairs,
      remedy:
        "It comes with the pictures; name it as data.pairs=FILE. To read the grades without it, each picture as a "
        + "patient of its own, use data.source=table data.table=\(Self.grades) data.column_image=image_id "
        + "data.column_level=adjudicated_dr_grade.")
    let pairs = try EyePairs(pairTable)
    let index = try PictureIndex(root: root, anywhereUnless: folders)
    reading.folders = folders
    if FileKind(of: root.appendingPathComponent(Self.grades)) == .absent {
      let finder = ColumnFinder(pairTable)
      for column in [try finder.index("left"), try finder.index("right")] {
        try reading.add(
          GradedRows(table: pairTable, imageColumn: column, passesBlankNames: true), in: index,
          place: pairs.place)
      }
    } else {
      let table = try reading.table(Self.grades, remedy: "Add it.")
      let finder = ColumnFinder(table)
      let ids = try reading.add(
        GradedRows(
          table: table, imageColumn: try finder.index(oneOf: "image_id", "id_code"),
          levelColumn: try finder.index(oneOf: "adjudicated_dr_grade", "diagnosis"),
          gradableColumn: table.optionalIndex(of: "adjudicated_gradable")),
        in: index, place: pairs.place)
      try pairs.check(isAbout: ids)
    }
    reading.considerUnlisted(index) { id, path in
      let place = pairs.place(of: id)
      return ManifestEntry(id: id, path: path, patient: place.patient, eye: place.eye)
    }
  }

  // MARK: -

  private static let grades = "messidor_data.csv"
}
