import Foundation
import Workbench

/// The layout of APTOS 2019: tables with the column `id_code`, and for each a folder of pictures.
///
/// - **The competition's files.** `train.csv` (`id_code,diagnosis`) and `train_images`. The data assign no split to them.
///   `test.csv` has no grades; its pictures are of the test split, with unknown grades, if `test_images` is there.
/// - **The usual re-upload,** in which all pictures are graded: `train_1.csv`, `valid.csv` and `test.csv`, with the folders
///   `train_images`, `val_images` and `test_images`, each of which holds a folder of the same name. The tables are the
///   splits.
///
/// APTOS tells neither patients nor eyes, so each picture is its own patient.
public struct APTOSLayout: Hashable, Sendable {
  /// The layout; nothing about it varies.
  public init() {}

  /// Whether a folder has the layout: one of its tables begins with a line that names the column `id_code`.
  public static func isIn(_ root: URL) -> Bool {
    Set((competition + reupload).map(\.table)).contains { name in
      let url = root.appendingPathComponent(name)
      guard FileKind(of: url) == .file, let file = try? FileHandle(forReadingFrom: url) else { return false }
      defer { try? file.close() }
      let start = (try? file.read(upToCount: 256)) ?? Data()
      let line = String(decoding: start, as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
      return line.split { ",;\t\"\u{feff} ".contains($0) }.contains("id_code")
    }
  }

  func read(into reading: inout ManifestReading) throws(FundusError) {
    let root = reading.source.root
    func holds(_ name: String) -> Bool { FileKind(of: root.appendingPathComponent(name)) != .absent }
    let training = (Self.competition[0].table, Self.reupload[0].table)
    guard !(holds(training.0) && holds(training.1)) else {
      throw FundusError(
        .malformed, at: root.path,
        "holds \(training.0) of the competition and \(training.1) of the re-upload, which list the same pictures",
        remedy: "Remove one of the two.")
    }
    let parts =
      holds(training.0) || !holds(training.1) && !holds("valid.csv") ? Self.competition : Self.reupload
    let present = parts.filter { holds($0.table) }
    for part in present.isEmpty ? [parts[0]] : present {
      let table = try reading.table(
        part.table, remedy: "Name the folder that holds train.csv and train_images as data.root.")
      let isGraded = part.split != .test || table.columns != ["id_code"]
      guard isGraded || holds(part.folder) else { continue }
      let finder = ColumnFinder(table)
      try reading.add(
        GradedRows(
          table: table, imageColumn: try finder.index("id_code"),
          levelColumn: isGraded ? try finder.index("diagnosis") : nil, split: part.split),
        in: try PictureIndex(root: root, folders: part.folders))
    }
    reading.considerUnlisted(try PictureIndex(root: root, folders: parts.flatMap(\.folders))) { id, path in
      let part = parts.first { path.hasPrefix($0.folder + "/") }
      return ManifestEntry(id: id, path: path, patient: id, split: part?.split)
    }
  }

  // MARK: -

  /// A table, the folder of its pictures and its split.
  private struct Part: Hashable {
    let table, folder: String
    let split: Split?

    /// Where its pictures may be.
    var folders: [String] { [folder, "\(folder)/\(folder)"] }
  }

  private static let competition = [
    Part(table: "train.csv", folder: "train_images", split: nil),
    Part(table: "test.csv", folder: "test_images", split: .test),
  ]
  private static let reupload = [
    Part(table: "train_1.csv", folder: "train_images", split: .train),
    Part(table: "valid.csv", folder: "val_images", split: .validation),
    Part(table: "test.csv", folder: "test_images", split: .test),
  ]
}
