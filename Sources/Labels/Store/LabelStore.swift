import Foundation
internal import GRDB
import Workbench

/// The file that stores labels and verdicts: an append-only log in SQLite, with undo.
///
/// Several processes may use one file; a writer waits for a limited time until another one has finished.
public final class LabelStore: Sendable {
  /// The file.
  public let url: URL

  let queue: DatabaseQueue
  /// Whether the layout of the file has verdicts about members.
  let hasMembers: Bool

  /// Opens a store, or creates one if `creating` is true and the file does not exist.
  ///
  /// - Parameter patienceSeconds: how long to wait for another process.
  /// - Throws: `LabelsError`: `.missing`, `.malformed` (another kind of file too), `.newerSchema`, `.unreadable`,
  ///   `.unwritable`, `.locked`.
  public init(at url: URL, creating: Bool = false, patienceSeconds: Double = 10) throws(LabelsError) {
    self.url = url
    if !creating { try Self.requireFile(url) }
    queue = try Self.reporting(url) {
      if creating { try AtomicFile.createFolder(url.deletingLastPathComponent()) }
      let queue = try DatabaseQueue(path: url.path, configuration: Self.configuration(patienceSeconds))
      try queue.read { database in
        if try !Self.isEmpty(database) { try Self.check(database, url) }
      }
      // Check again under the write lock, because another process may have been faster.
      try queue.write { database in
        if try Self.isEmpty(database) {
          try LabelSchema.create(database)
        } else {
          let version = try Self.version(of: database)
          if version < LabelSchema.version { try LabelSchema.upgrade(database, from: version) }
        }
      }
      return queue
    }
    hasMembers = true
  }

  /// Opens a store only to read it. Its file stays as it is, also where the layout is an earlier one.
  ///
  /// - Parameter patienceSeconds: how long to wait for another process.
  /// - Throws: `LabelsError`, as the other initialiser.
  public init(reading url: URL, patienceSeconds: Double = 10) throws(LabelsError) {
    self.url = url
    try Self.requireFile(url)
    queue = try Self.reporting(url) {
      var configuration = Self.configuration(patienceSeconds)
      configuration.readonly = true
      let queue = try DatabaseQueue(path: url.path, configuration: configuration)
      try queue.read { try Self.check($0, url) }
      return queue
    }
    let queue = queue
    hasMembers = try Self.reporting(url) {
      try queue.read { try Self.version(of: $0) >= LabelSchema.memberVersion }
    }
  }

  private static func requireFile(_ url: URL) throws(LabelsError) {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw LabelsError(
        .missing, at: url.path, "does not exist",
        remedy: "Create it with zoomin labels import.")
    }
  }

  private static func configuration(_ patienceSeconds: Double) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patienceSeconds)
    configuration.foreignKeysEnabled = true
    return configuration
  }

  /// - Throws: `LabelsError` unless the database is a store of labels that this version can read.
  private static func check(_ database: Database, _ url: URL) throws {
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
    let version = try version(of: database)
    guard id == LabelSchema.applicationID else {
      throw LabelsError(
        .malformed, at: url.path, "is a database but not a store of labels", remedy: "Name another file.")
    }
    guard version <= LabelSchema.version else {
      throw LabelsError(
        .newerSchema, at: url.path, "was written by a newer version of the program",
        remedy: "Use the version that wrote it.")
    }
  }

  private static func version(of database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  private static func isEmpty(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
  }

  // MARK: - Writing

  /// Adds entries, all or none.
  ///
  /// - Returns: their ids, ascending.
  /// - Throws: `LabelsError`: `.refused` for an invalid label, or for an undo of an entry that does not exist.
  @discardableResult
  public func append(_ contents: [LogEntry.Content], author: String, time: Date) throws(LabelsError)
    -> [Int64]
  {
    try append(contents.map { NewEntry($0, author: author, time: Self.text(of: time)) })
  }

  /// An entry before it has its id.
  public struct NewEntry: Hashable, Sendable {
    /// What is said.
    public let content: LogEntry.Content
    /// The author.
    public let author: String
    /// The time, as in `LogEntry.time`.
    public let time: String

    /// - Parameter time: as in `LogEntry.time`.
    public init(_ content: LogEntry.Content, author: String, time: String) {
      self.content = content
      self.author = author
      self.time = time
    }
  }

  /// Adds entries of several authors and times, all or none.
  ///
  /// - Throws: as the other `append`; also `.refused` for an entry without an author or with an invalid time.
  @discardableResult
  public func append(_ entries: [NewEntry]) throws(LabelsError) -> [Int64] {
    for entry in entries {
      if let fault = entry.fault { throw LabelsError(.refused, at: url.path, fault) }
    }
    return try reporting {
      try self.queue.write { database in
        try entries.map { try Self.insert($0, into: database, place: self.url.path) }
      }
    }
  }

  /// Undoes an entry.
  ///
  /// - Throws: `LabelsError`: `.refused` if there is no such entry or it is already undone.
  @discardableResult
  public func undo(_ entry: Int64, author: String, time: Date) throws(LabelsError) -> Int64 {
    try append([.undo(entry)], author: author, time: time)[0]
  }

  /// A time as entries store it.
  public static func text(of time: Date) -> String { time.formatted(.iso8601) }

  // MARK: - Reading

  /// Every entry that was ever made, ascending.
  ///
  /// - Throws: `LabelsError`.
  public func log() throws(LabelsError) -> [LogEntry] {
    try reporting {
      try self.queue.read { try Row.fetchAll($0, sql: self.selection + " ORDER BY entry.id") }
        .map { try Self.entry(of: $0, place: self.url.path) }
    }
  }

  /// The labels and verdicts that count: not undone, or undone by an entry that was itself undone. Ascending.
  ///
  /// - Throws: `LabelsError`.
  public func validEntries() throws(LabelsError) -> [LogEntry] {
    let log = try log()
    let undone = Self.undone(in: log)
    return log.filter { entry in
      if case .undo = entry.content { return false }
      return !undone.contains(entry.id)
    }
  }

  /// The verdicts about a clustering that count, the earliest first, those of one second ascending. Only the entries
  /// about it are read.
  ///
  /// Numbers alone do not tell which verdict of a person is the last: `merge` adds earlier ones of another store.
  ///
  /// - Parameter exemplar: only those about the cluster of this exemplar.
  /// - Throws: `LabelsError`.
  public func verdicts(of clustering: String, exemplar: Int? = nil) throws(LabelsError) -> [LogEntry] {
    try entries(
      where: "verdict.clustering = ?" + (exemplar == nil ? "" : " AND verdict.exemplar = ?"),
      arguments: [clustering] + (exemplar.map { [$0] } ?? []), order: "entry.time, entry.id")
  }

  /// The newest entries of any kind, the newest first, and which of them are undone.
  ///
  /// - Throws: `LabelsError`.
  public func newest(_ count: Int) throws(LabelsError) -> [(entry: LogEntry, isUndone: Bool)] {
    try reporting {
      try self.queue.read { database in
        try Row.fetchAll(
          database, sql: self.selection + " ORDER BY entry.id DESC LIMIT ?", arguments: [count]
        ).map {
          let entry = try Self.entry(of: $0, place: self.url.path)
          return (entry, try Self.isUndone(entry.id, in: database))
        }
      }
    }
  }

  /// The labels on some pictures that count, ascending. Only these pictures' labels are read.
  ///
  /// - Parameter pictures: SHA-256 of the pictures' files.
  /// - Throws: `LabelsError`.
  public func labels(on pictures: Set<String>) throws(LabelsError) -> [LogEntry] {
    // SQLite allows 32,766 values in one statement.
    var found: [LogEntry] = []
    let listed = pictures.sorted()
    for start in stride(from: 0, to: listed.count, by: 10_000) {
      let part = listed[start..<min(start + 10_000, listed.count)]
      let marks = Array(repeating: "?", count: part.count).joined(separator: ",")
      found += try entries(where: "label.picture IN (\(marks))", arguments: StatementArguments(part))
    }
    return found.sorted { $0.id < $1.id }
  }

  /// Every entry after one, ascending, whether it counts or not; after 0 the whole log.
  ///
  /// - Throws: `LabelsError`.
  public func entries(after id: Int64) throws(LabelsError) -> [LogEntry] {
    try reporting {
      try self.queue.read {
        try Row.fetchAll($0, sql: self.selection + " WHERE entry.id > ? ORDER BY entry.id", arguments: [id])
      }.map { try Self.entry(of: $0, place: self.url.path) }
    }
  }

  /// The number of the newest entry; 0 in an empty store.
  ///
  /// - Throws: `LabelsError`.
  public func newestID() throws(LabelsError) -> Int64 {
    try reporting {
      try self.queue.read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM entry") ?? 0 }
    }
  }

  /// The label or verdict that an undo is about in the end: that of its target, or of its target's target; nil if there
  /// is no such entry.
  ///
  /// - Throws: `LabelsError`.
  public func subject(ofUndo target: Int64) throws(LabelsError) -> LogEntry? {
    try reporting {
      try self.queue.read { database in
        var id = target
        while let row = try Row.fetchOne(
          database, sql: self.selection + " WHERE entry.id = ?", arguments: [id])
        {
          let entry = try Self.entry(of: row, place: self.url.path)
          guard case .undo(let next) = entry.content else { return entry }
          id = next
        }
        return nil
      }
    }
  }

  /// The entries of a condition that count. Undos are followed only from entries that have one.
  private func entries(
    where condition: String, arguments: StatementArguments, order: String = "entry.id"
  ) throws(LabelsError) -> [LogEntry] {
    let touched = "EXISTS (SELECT 1 FROM entry AS later WHERE later.undoes = entry.id)"
    return try reporting {
      try self.queue.read { database in
        let undone = Set(
          try Int64.fetchAll(
            database, sql: Self.ids + " WHERE \(condition) AND \(touched)", arguments: arguments
          ).filter { try Self.isUndone($0, in: database) })
        return try Row.fetchAll(
          database, sql: self.selection + " WHERE \(condition) ORDER BY \(order)", arguments: arguments
        ).map { try Self.entry(of: $0, place: self.url.path) }.filter { !undone.contains($0.id) }
      }
    }
  }

  /// Whether an undo that itself counts undoes the entry. Follows the undos of this entry alone.
  static func isUndone(_ id: Int64, in database: Database) throws -> Bool {
    try Int64.fetchAll(
      database.cachedStatement(sql: "SELECT id FROM entry WHERE undoes = ?"), arguments: [id]
    ).contains { try !isUndone($0, in: database) }
  }

  /// The entries that are undone. Goes from the newest entry to the oldest: an undo that counts removes its target.
  static func undone(in log: [LogEntry]) -> Set<Int64> {
    var undone: Set<Int64> = []
    for entry in log.sorted(by: { $0.id > $1.id }) {
      if case .undo(let target) = entry.content, !undone.contains(entry.id) { undone.insert(target) }
    }
    return undone
  }
}
