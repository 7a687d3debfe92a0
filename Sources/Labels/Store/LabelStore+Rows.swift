import Foundation
internal import GRDB
import Workbench

extension LabelStore.NewEntry {
  /// Why the entry cannot be stored, as a clause; nil if it can.
  public var fault: String? {
    if author.allSatisfy(\.isWhitespace) { return "an entry has no author" }
    if (try? Date(time, strategy: .iso8601)) == nil {
      return "\(time) is not a time such as 2026-11-23T15:49:00Z"
    }
    switch content {
    case .label(let label): return label.fault
    case .verdict(let verdict): return verdict.fault
    case .undo: return nil
    }
  }
}

extension LabelStore {
  /// - Throws: `LabelsError` `.refused`; `DatabaseError`.
  static func insert(_ entry: NewEntry, into database: Database, place: String) throws -> Int64 {
    if case .undo(let id) = entry.content { try check(id, canBeUndoneIn: database, place: place) }
    return try insert(entry, into: database)
  }

  /// Adds an entry that has been checked. An undo of what is already undone is kept beside the other undo.
  ///
  /// - Throws: `DatabaseError`.
  static func insert(_ entry: NewEntry, into database: Database) throws -> Int64 {
    var target: Int64?
    if case .undo(let id) = entry.content { target = id }
    try database.execute(
      sql: "INSERT INTO entry (author, time, undoes) VALUES (?, ?, ?)",
      arguments: [entry.author, entry.time, target])
    let id = database.lastInsertedRowID
    switch entry.content {
    case .label(let label):
      let box = label.box.coordinates.map(Double.init)
      try database.execute(
        sql: "INSERT INTO label (entry, kind, picture, x0, y0, x1, y1, term) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [id, label.kind.rawValue, label.picture, box[0], box[1], box[2], box[3], label.term])
    case .verdict(let verdict):
      try database.execute(
        sql:
          "INSERT INTO verdict (entry, clustering, exemplar, member, decision, name, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          id, verdict.clustering, verdict.exemplar, verdict.member, verdict.decision?.rawValue, verdict.name,
          verdict.note,
        ])
    case .undo: break
    }
    return id
  }

  private static func check(_ id: Int64, canBeUndoneIn database: Database, place: String) throws {
    guard
      try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE id = ?)", arguments: [id])
        == true
    else {
      throw LabelsError(
        .refused, at: place, "has no entry \(id) to undo",
        remedy: "zoomin labels export --log lists every entry.")
    }
    guard try !isUndone(id, in: database) else {
      throw LabelsError(
        .refused, at: place, "entry \(id) is already undone", remedy: "Undo the entry that undid it.")
    }
  }

  /// Every column of an entry, of any kind. A store that is only read may have a layout without verdicts about members.
  var selection: String {
    """
    SELECT entry.id, author, time, undoes, kind, picture, x0, y0, x1, y1, term,
      clustering, exemplar, \(hasMembers ? "member" : "NULL AS member"), decision, name, note
    """ + Self.source
  }

  /// The ids of entries of any kind.
  static let ids = "SELECT entry.id" + source

  private static let source =
    " FROM entry LEFT JOIN label ON label.entry = entry.id LEFT JOIN verdict ON verdict.entry = entry.id"

  /// - Throws: `LabelsError` `.malformed` for a row without content.
  static func entry(of row: Row, place: String) throws -> LogEntry {
    let content: LogEntry.Content
    if let target = row["undoes"] as Int64? {
      content = .undo(target)
    } else if let kind = (row["kind"] as String?).flatMap(Label.Kind.init(rawValue:)) {
      let box = Box(minX: row["x0"], minY: row["y0"], maxX: row["x1"], maxY: row["y1"])
      content = .label(Label(kind: kind, picture: row["picture"], box: box, term: row["term"]))
    } else if let clustering = row["clustering"] as String? {
      content = .verdict(
        ClusterVerdict(
          clustering: clustering, exemplar: row["exemplar"], member: row["member"],
          decision: (row["decision"] as String?).flatMap(ClusterVerdict.Decision.init(rawValue:)),
          name: row["name"], note: row["note"]))
    } else {
      throw LabelsError(.malformed, at: place, "its entry \(row["id"] as Int64) has no content")
    }
    return LogEntry(id: row["id"], author: row["author"], time: row["time"], content: content)
  }

  // MARK: - Errors

  func reporting<Value>(_ body: () throws -> Value) throws(LabelsError) -> Value {
    try Self.reporting(url, body)
  }

  /// Turns errors of SQLite into a `LabelsError` about the file.
  static func reporting<Value>(_ url: URL, _ body: () throws -> Value) throws(LabelsError) -> Value {
    do {
      return try body()
    } catch let error as LabelsError {
      throw error
    } catch let error as DatabaseError {
      throw LabelsError(error, at: url.path)
    } catch let error as WorkbenchError {
      throw LabelsError(
        error.code == .incomplete ? .incomplete : .unwritable, at: error.place, error.reason,
        remedy: error.remedy)
    } catch {
      throw LabelsError(.unreadable, at: url.path, "cannot be read: \(error)")
    }
  }
}

extension LabelsError {
  /// An error of SQLite about a file.
  init(_ error: DatabaseError, at place: String) {
    let words = error.message ?? "error \(error.resultCode.rawValue)"
    switch error.resultCode.primaryResultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      self.init(.malformed, at: place, "is not a store of labels, or is damaged (\(words))")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        .locked, at: place, "is in use by another process", remedy: "Wait for it to end, then try again.")
    case .SQLITE_FULL:
      self.init(
        .incomplete, at: place, "cannot be written: the disk is full", remedy: WorkbenchError.freeSpace)
    case .SQLITE_IOERR:
      self.init(.incomplete, at: place, "reading or writing failed (\(words))")
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .unwritable, at: place, "cannot be opened for writing (\(words))",
        remedy: "Name a file that may be written.")
    case .SQLITE_CONSTRAINT:
      self.init(.refused, at: place, "refuses the entry (\(words))")
    default:
      self.init(.unreadable, at: place, "cannot be read (\(words))")
    }
  }
}

extension LabelStore {
  /// Runs `body` while this process locks the file, as another program might; for tests.
  func whileHeld(_ body: () throws -> Void) throws {
    try queue.inTransaction(.exclusive) { _ in
      try body()
      return .rollback
    }
  }

  /// Runs a statement as another program might, and returns the error message of SQLite; for tests.
  func attempt(_ statement: String) throws -> String? {
    try queue.writeWithoutTransaction { database in
      do {
        try database.execute(sql: statement)
        return nil
      } catch let error as DatabaseError {
        return error.message
      }
    }
  }
}
