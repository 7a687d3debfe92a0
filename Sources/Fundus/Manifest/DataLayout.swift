import Foundation
import Workbench

/// The layouts of data sets, as `data.source` names them.
public enum DataLayout: String, Sendable, CaseIterable {
  /// Kaggle's EyePACS: `EyePACSLayout`.
  case eyepacs
  /// DDR's grading part: `DDRLayout`.
  case ddr
  /// IDRiD as it is distributed: `IDRiDLayout`.
  case idrid
  /// APTOS 2019: `APTOSLayout`.
  case aptos
  /// Messidor: `MessidorLayout`.
  case messidor
  /// Messidor-2: `Messidor2Layout`.
  case messidor2 = "messidor-2"
  /// One table of pictures: `ManifestTable`.
  case table
  /// Pictures without a table: `PictureFolderLayout`.
  case pictures

  /// The layout of a folder, by the tables that it holds.
  ///
  /// Tables that the keys name decide: `data.table`, or `data.labels` and `data.solution` for EyePACS. Where they have
  /// their defaults, the folder is searched for those and for the tables of the other layouts. A folder without any of
  /// them holds pictures without a table.
  ///
  /// - Throws: `FundusError` `.missing` for a folder without a table and without a picture, `.unreadable` if a folder
  ///   cannot be listed.
  public static func recognise(
    in folder: URL, _ keys: DataConfiguration = DataConfiguration()
  ) throws(FundusError) -> DataLayout {
    let standard = DataConfiguration()
    if keys.table != standard.table { return .table }
    if keys.labels != standard.labels || keys.solution != nil { return .eyepacs }
    // The program's own table comes first: drawn photographs have that of EyePACS too.
    if let layout = ([.table] + allCases).first(where: { $0.isIn(folder, keys) }) { return layout }
    guard try PictureFolders.anyPicture(below: folder) else {
      throw FundusError(
        .missing, at: folder.path, "holds no table of a known layout and no picture that can be read",
        remedy:
          "Name the folder of a data set, or any table of pictures as data.source=table data.table=FILE.")
    }
    return .pictures
  }

  /// What else in a folder looks like a table, by name: where no layout was recognised, one of these may be what
  /// `data.table` should name.
  public static func possibleTables(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { name in
      !name.hasPrefix(".")
        && ["csv", "tsv", "xls", "xlsx", "ods"].contains((name as NSString).pathExtension.lowercased())
    }.sorted(by: Manifest.isBefore)
  }

  // MARK: -

  /// Whether a folder holds a table by which this layout is recognised.
  private func isIn(_ folder: URL, _ keys: DataConfiguration) -> Bool {
    func holds(_ name: String) -> Bool { FileKind(of: folder.appendingPathComponent(name)) != .absent }
    return switch self {
    case .eyepacs: holds(keys.labels)
    case .ddr: DDRLayout.isIn(folder)
    case .idrid: IDRiDLayout.isIn(folder)
    case .aptos: APTOSLayout.isIn(folder)
    case .messidor: MessidorLayout.isIn(folder)
    case .messidor2: Messidor2Layout.isIn(folder)
    case .table: holds(keys.table)
    case .pictures: false
    }
  }
}
