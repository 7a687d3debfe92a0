import Foundation
import Workbench

/// The layout of Messidor: pictures in the folders `Base11` to `Base34`, and for each a table `Annotation_Base11.csv`.
///
/// The tables lie in the root or beside the pictures. They come as Excel files, which are not read: they must be converted
/// to CSV. Retinopathy grades are those of Messidor's own scale, 0 ... 3; like the international one, 2 and more are
/// referable. Messidor tells neither patients nor eyes, so each picture is its own patient.
///
/// Source: Decencière et al. 2014, Feedback on a publicly distributed image database: the Messidor database.
public struct MessidorLayout: Hashable, Sendable {
  /// The grades of Messidor's scale.
  public static let grades = 0..<4
  /// Where pictures are looked for, relative to the root; nil: in the root and all folders below (`data.folders`).
  public var folders: [String]?

  /// The layout.
  public init(folders: [String]? = nil) { self.folders = folders }

  /// Whether a folder has the layout: it or a folder in it holds an annotation table, converted or not.
  public static func isIn(_ root: URL) -> Bool { !tables(in: root).isEmpty }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let root = reading.source.root
    let tables = Self.tables(in: root)
    guard !tables.isEmpty else {
      throw FundusError(
        .missing, at: root.path, "holds no table such as Annotation_Base11.csv",
        remedy: "Name the folder that holds Messidor's folders Base11 to Base34 as data.root.")
    }
    let converted = Set(tables.filter { $0.ending == "csv" }.map(\.base))
    if let waiting = tables.first(where: { !converted.contains($0.base) }) {
      throw FundusError(
        .missing, at: root.appendingPathComponent(waiting.path).path,
        "is an Excel file, and Annotation_\(waiting.base).csv is not there",
        remedy: "LibreOffice converts it, in its folder: `soffice --headless --convert-to "
          + "'csv:Text - txt - csv (StarCalc):44,34,76' *.xls`.")
    }
    let index = try PictureIndex(root: root, anywhereUnless: folders)
    reading.folders = folders
    for table in tables where table.ending == "csv" {
      let table = try reading.table(table.path, remedy: "Convert Messidor's Excel files to CSV.")
      let finder = ColumnFinder(table)
      try reading.add(
        GradedRows(
          table: table, imageColumn: try finder.index("Image name"),
          levelColumn: try finder.index("Retinopathy grade"), grades: Self.grades),
        in: index)
    }
    reading.considerUnlisted(index) { ManifestEntry(id: $0, path: $1, patient: $0) }
  }

  // MARK: -

  /// An annotation table: its path from the root, its ending in lower case, and which base it is about.
  private struct Table {
    let path, ending, base: String
  }

  /// The annotation tables of the root and the folders in it, in byte order.
  private static func tables(in root: URL) -> [Table] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    let below = names.filter { !PictureIndex.isPicture($0) }.flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? [])
        .map { "\(folder)/\($0)" }
    }
    return (names + below).sorted(by: Manifest.isBefore).compactMap { path in
      // Some of the files are called `Annotation Base13.xls`.
      guard
        let match = path.wholeMatch(of: /(?:.*\/)?Annotation[_ ](Base[0-9]+)\.(csv|xls|xlsx)/.ignoresCase())
      else { return nil }
      return Table(path: path, ending: match.2.lowercased(), base: String(match.1))
    }
  }
}
