import Foundation
import Workbench

/// The rows that have been read so far, and the checks that every reader needs.
struct ManifestReading {
  let source: DataSource

  private var entries: [ManifestEntry] = []
  private var origins: [String: (table: String, line: Int)] = [:]
  private var listedPaths: [String: String] = [:]
  private var missing: [MissingPicture] = []
  /// How many rows of each table and split have a picture.
  private var foundCounts: [Part: Int] = [:]
  /// The rows of each table and split that have none.
  private var missingNames: [Part: [String]] = [:]
  /// The folders of `data.folders`; nil if the layout does not read that key.
  var folders: [String]?
  /// The pictures that no row lists: their index, and how to make an entry from an id.
  private var unlisted: (index: PictureIndex, entry: (_ id: String, _ path: String) -> ManifestEntry)?

  init(source: DataSource) { self.source = source }

  /// Opens a table below the root.
  ///
  /// - Parameter remedy: what to do if the table does not exist.
  func table(_ name: String, remedy: String) throws(FundusError) -> CSVTable {
    do {
      return try CSVTable(contentsOf: source.root.appendingPathComponent(name))
    } catch {
      guard error.code == .missing else { throw FundusError(error) }
      throw FundusError(.missing, at: error.place, "there is no such table", remedy: remedy)
    }
  }

  /// Adds the picture of a row.
  mutating func add(_ entry: ManifestEntry, table: String, line: Int) throws(FundusError) {
    if let earlier = origins[entry.id] {
      throw FundusError(
        .malformed, at: table, line: line,
        "lists \(entry.id) again, which \(Self.place(earlier, from: table)) lists already",
        remedy: "Remove one of the two rows.")
    }
    if let other = listedPaths[entry.path] {
      throw FundusError(
        .malformed, at: table, line: line, "gives \(entry.id) the picture \(entry.path), which is \(other)'s",
        remedy: "Remove one of the two rows.")
    }
    foundCounts[Part(table: table, split: entry.assignedSplit), default: 0] += 1
    origins[entry.id] = (table, line)
    listedPaths[entry.path] = entry.id
    entries.append(entry)
  }

  /// Records a row whose picture does not exist, or throws.
  mutating func addMissing(_ name: String, split: Split?, table: String, line: Int) throws(FundusError) {
    guard source.missingPictures == .skipped else {
      throw FundusError(
        .missing, at: table, line: line, "there is no picture for \(name) in \(source.root.path)",
        remedy: folderHint(for: name)
          ?? "Add the picture, remove the row, or set data.missing_pictures to skipped.")
    }
    missingNames[Part(table: table, split: split), default: []].append(name)
    missing.append(MissingPicture(name: name, table: table, line: line))
  }

  /// The grade in a cell.
  func grade(_ cell: String, table: String, line: Int) throws(FundusError) -> Int? {
    switch Grade.read(cell) {
    case .known(let grade): return grade
    case .unknown: return nil
    case .wrong:
      throw FundusError(
        .malformed, at: table, line: line, "the level is \(cell), not one of 0, 1, 2, 3, 4",
        remedy: "Correct it, or leave the cell blank where the grade is not known.")
    }
  }

  /// Sets how pictures that no row lists become entries.
  mutating func considerUnlisted(
    _ index: PictureIndex, as entry: @escaping (_ id: String, _ path: String) -> ManifestEntry
  ) {
    unlisted = (index, entry)
  }

  /// The manifest of everything read.
  func finish() throws(FundusError) -> Manifest {
    var entries = entries
    var leftOut: [String] = []
    if let unlisted, source.unlistedPictures == .ignored {
      leftOut = unlisted.index.paths.filter { listedPaths[$0] == nil }
    } else if let unlisted, source.unlistedPictures != .ignored {
      var ids = Set(entries.map(\.id))
      for path in unlisted.index.paths where listedPaths[path] == nil {
        guard source.unlistedPictures == .unknownGrade else {
          throw FundusError(
            .malformed, at: source.root.appendingPathComponent(path).path, "no table lists this picture",
            remedy:
              "Add a row, remove the picture, or set data.unlisted_pictures to unknown_grade or ignored.")
        }
        let entry = unlisted.entry(PictureIndex.stem(of: path), path)
        guard ids.insert(entry.id).inserted else {
          throw FundusError(
            .malformed, at: source.root.appendingPathComponent(path).path,
            "another picture is called \(entry.id) too", remedy: "Rename one of the two.")
        }
        entries.append(entry)
      }
    }
    guard !entries.isEmpty else {
      throw FundusError(
        .malformed, at: source.root.path,
        missing.isEmpty
          ? "the tables list no picture"
          : "none of the \(missing.count) pictures that the tables list is there",
        remedy: missing.first.flatMap { folderHint(for: $0.name) }
          ?? "Give every picture a row, and name the folders of the pictures as data.folders.")
    }
    try checkParts()
    var manifest = Manifest(root: source.root, entries: entries)
    manifest.missing = missing
    manifest.unlisted = leftOut
    return manifest
  }

  // MARK: -

  /// A table, or the rows of a split in it.
  private struct Part: Hashable {
    let table: String
    let split: Split?

    /// Where it comes among others.
    var order: String { "\(table)\n\(split?.rawValue ?? "")" }
  }

  /// Refuses to leave out a whole table or split: its folder was forgotten, and results would be about other pictures.
  private func checkParts() throws(FundusError) {
    let parts = missingNames.sorted { left, right in
      Manifest.isBefore(left.key.order, right.key.order)
    }
    for (part, names) in parts {
      let isWholeTable = foundCounts.keys.allSatisfy { $0.table != part.table }
      guard isWholeTable || part.split != nil && foundCounts[part] == nil else { continue }
      let whose = isWholeTable ? "that it lists" : "of the split \(part.split?.rawValue ?? "")"
      let count = isWholeTable ? missing.count { $0.table == part.table } : names.count
      throw FundusError(
        .missing, at: part.table, "no picture \(whose) is there (\(count) listed)",
        remedy: names.first.flatMap(folderHint)
          ?? (folders == nil
            ? "Add the pictures, or remove the rows."
            : "Add their folder to data.folders, or remove the rows."))
    }
  }

  /// What to do about a picture that lies in a folder of the root that `data.folders` lacks; nil if there is none.
  private func folderHint(for name: String) -> String? {
    guard let folders else { return nil }
    let stem = PictureIndex.stem(of: PictureName.withSlashes(name))
    let listed = Set(folders)
    var waiting = [""]
    // Breadth first, and not for ever: a wrong root may be a whole disk.
    var next = 0
    while next < waiting.count, next < 1_000 {
      let folder = waiting[next]
      next += 1
      let url = folder.isEmpty ? source.root : source.root.appendingPathComponent(folder)
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
        .sorted(by: Manifest.isBefore)
      if !listed.contains(folder),
        let file = names.first(where: { PictureIndex.isPicture($0) && PictureIndex.stem(of: $0) == stem })
      {
        let all = SettingValue.list(folders + [folder]).text
        let path = folder.isEmpty ? file : "\(folder)/\(file)"
        return "\(path) is in a folder that is not searched: give 'data.folders=\(all)'."
      }
      guard folder.split(separator: "/").count < 3 else { continue }
      for name in names where !name.hasPrefix(".") && !PictureIndex.isPicture(name) {
        var isFolder: ObjCBool = false
        let path = url.appendingPathComponent(name).path
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
          waiting.append(folder.isEmpty ? name : "\(folder)/\(name)")
        }
      }
    }
    return nil
  }

  private static func place(_ origin: (table: String, line: Int), from table: String) -> String {
    origin.table == table ? "line \(origin.line)" : "line \(origin.line) of \(origin.table)"
  }
}
