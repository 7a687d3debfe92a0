import Foundation
import Workbench

/// The rows that have been read so far, and the checks that every reader needs.
struct ManifestReading {
  let source: DataSource

  private var entries: [ManifestEntry] = []
  private var origins: [String: (table: String, line: Int)] = [:]
  private var listedPaths: [String: String] = [:]
  private(set) var missing: [MissingPicture] = []
  /// How many rows of each table and split have a picture.
  private(set) var foundCounts: [Part: Int] = [:]
  /// The rows of each table and split that have none.
  private(set) var missingNames: [Part: [String]] = [:]
  /// The folders of `data.folders`; nil if the layout does not read that key.
  var folders: [String]?
  /// The pictures that no row lists: their index, and how to make an entry from an id.
  private var unlisted: (index: PictureIndex, entry: (_ id: String, _ path: String) -> ManifestEntry)?
  /// The pictures in formats that are not read.
  private var unread: [String] = []

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

  /// Adds the picture of a row. What is there and is no file is left out where missing pictures are; otherwise it
  /// counts as a picture that cannot be read.
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
    origins[entry.id] = (table, line)
    listedPaths[entry.path] = entry.id
    let kind = FileKind(of: source.root.appendingPathComponent(entry.path))
    let part = Part(table: table, split: entry.assignedSplit)
    if source.missingPictures == .skipped, let fault = kind.fault {
      missingNames[part, default: []].append(entry.id)
      missing.append(MissingPicture(name: entry.id, table: table, line: line, clause: fault.clause))
    } else {
      foundCounts[part, default: 0] += 1
      entries.append(entry)
    }
  }

  /// Records a row whose picture does not exist, or throws.
  mutating func addMissing(
    _ name: String, split: Split?, in index: PictureIndex, table: String, line: Int
  ) throws(FundusError) {
    let unread = index.unreadPath(of: name)
    guard source.missingPictures == .skipped else {
      let other = unread.map { ", and \($0) is in a format that is not read" } ?? ""
      throw FundusError(
        .missing, at: table, line: line, "there is no picture for \(name) in \(source.root.path)\(other)",
        remedy: unread == nil
          ? folderHint(for: name)
            ?? "Add the picture, remove the row, or set data.missing_pictures to skipped."
          : "Convert it to PNG, JPEG or TIFF, remove the row, or set data.missing_pictures to skipped.")
    }
    let clause =
      unread.map { "is only there as \($0), a format that is not read" } ?? "there is no such picture"
    missingNames[Part(table: table, split: split), default: []].append(name)
    missing.append(MissingPicture(name: name, table: table, line: line, clause: clause))
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
    unread = index.unreadPaths
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
    manifest.unread = unread
    return manifest
  }

  // MARK: -

  /// A table, or the rows of a split in it.
  struct Part: Hashable {
    let table: String
    let split: Split?

    /// Where it comes among others.
    var order: String { "\(table)\n\(split?.rawValue ?? "")" }
  }

  private static func place(_ origin: (table: String, line: Int), from table: String) -> String {
    origin.table == table ? "line \(origin.line)" : "line \(origin.line) of \(origin.table)"
  }
}
