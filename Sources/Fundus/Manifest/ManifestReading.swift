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
  /// The pictures to leave out; nil if no file names any.
  private var exclusions: ExcludedPictures?
  /// The ids of those that were left out.
  private var excluded: Set<String> = []

  init(source: DataSource) throws(FundusError) {
    self.source = source
    exclusions = try source.exclude.map { path throws(FundusError) in
      try ExcludedPictures(path, root: source.root)
    }
  }

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
    if excludes(entry.id, path: entry.path) {
      listedPaths[entry.path] = entry.id
      return
    }
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

  /// Adds a picture that no table lists, because the layout has none for it.
  mutating func add(_ entry: ManifestEntry) throws(FundusError) {
    let isExcluded = excludes(entry.id, path: entry.path)
    listedPaths[entry.path] = entry.id
    guard !isExcluded else { return }
    guard origins.updateValue((entry.path, 0), forKey: entry.id) == nil else {
      throw FundusError(
        .malformed, at: source.root.appendingPathComponent(entry.path).path,
        "another picture is called \(entry.id) too", remedy: "Rename one of the two.")
    }
    entries.append(entry)
  }

  /// Records a row whose picture does not exist, or throws.
  ///
  /// - Parameter id: the id that the picture would have, if it is not its name without folders and ending.
  mutating func addMissing(
    _ name: String, id: String? = nil, split: Split?, in index: PictureIndex, table: String, line: Int
  ) throws(FundusError) {
    if excludes(id ?? PictureIndex.stem(of: PictureName.withSlashes(name)), path: nil) { return }
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
    missing.append(MissingPicture(name: id ?? name, table: table, line: line, clause: clause))
  }

  /// The grade in a cell.
  ///
  /// - Parameter grades: the grades of the data set's scale.
  func grade(
    _ cell: String, of grades: Range<Int> = Grade.all, table: String, line: Int
  ) throws(FundusError) -> Int? {
    switch Grade.read(cell) {
    case .known(let grade) where grades.contains(grade): return grade
    case .unknown: return nil
    case .known, .wrong:
      let all = grades.map { "\($0)" }.joined(separator: ", ")
      throw FundusError(
        .malformed, at: table, line: line, "the level is \(cell), not one of \(all)",
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
  mutating func finish() throws(FundusError) -> Manifest {
    let leftOut = try addUnlisted()
    try exclusions?.checkAllUsed()
    guard !entries.isEmpty else {
      throw FundusError(
        .malformed, at: source.root.path,
        missing.isEmpty
          ? excluded.isEmpty ? "the tables list no picture" : "data.exclude leaves out every picture"
          : "none of the \(missing.count) pictures that the tables list is there",
        remedy: missing.first.flatMap { folderHint(for: $0.name) }
          ?? "Give every picture a row, and name the folders of the pictures as data.folders.")
    }
    try checkParts()
    var manifest = Manifest(root: source.root, entries: entries)
    manifest.missing = missing
    manifest.unlisted = leftOut
    manifest.unread = unread
    manifest.excluded = excluded.sorted(by: Manifest.isBefore)
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

  /// Whether a file says to leave a picture out; it then is recorded as left out.
  private mutating func excludes(_ id: String, path: String?) -> Bool {
    guard exclusions?.holds(id: id, path: path) == true else { return false }
    excluded.insert(id)
    return true
  }

  /// Treats the pictures that no row lists by the key for them; answers the paths of those that are left out.
  private mutating func addUnlisted() throws(FundusError) -> [String] {
    guard let unlisted else { return [] }
    var leftOut: [String] = []
    for path in unlisted.index.paths where listedPaths[path] == nil {
      let entry = unlisted.entry(PictureIndex.stem(of: path), path)
      if excludes(entry.id, path: path) { continue }
      switch source.unlistedPictures {
      case .ignored: leftOut.append(path)
      case .unknownGrade: try add(entry)
      case .refused:
        throw FundusError(
          .malformed, at: source.root.appendingPathComponent(path).path, "no table lists this picture",
          remedy: "Add a row, remove the picture, or set data.unlisted_pictures to unknown_grade or ignored.")
      }
    }
    return leftOut
  }

  private static func place(_ origin: (table: String, line: Int), from table: String) -> String {
    origin.table == table ? "line \(origin.line)" : "line \(origin.line) of \(origin.table)"
  }
}
