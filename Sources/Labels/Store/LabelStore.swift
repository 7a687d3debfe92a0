import Foundation
internal import GRDB
import Workbench

/// The file that labels and verdicts are kept in: an append-only log in SQLite, with undo.
///
/// Several processes may use one file; a writer waits a while for another one to end.
public final class LabelStore: Sendable {
  /// The file.
  public let url: URL

  let queue: DatabaseQueue

  /// Opens a store, or makes one where `creating` allows it and the file does not exist.
  ///
  /// - Parameter patienceSeconds: how long another process is waited for.
  /// - Throws: `LabelsError`: `.missing`, `.malformed` (another kind of file too), `.newerSchema`, `.unreadable`,
  ///   `.unwritable`, `.locked`.
  public init(at url: URL, creating: Bool = false, patienceSeconds: Double = 10) throws(LabelsError) {
    self.url = url
    guard creating || FileManager.default.fileExists(atPath: url.path) else {
      throw LabelsError(
        .missing, at: url.path, "does not exist",
        remedy: "Labels come into being by zoomin labels import.")
    }
    queue = try Self.reporting(url) {
      if creating { try AtomicFile.createFolder(url.deletingLastPathComponent()) }
      var configuration = Configuration()
      configuration.busyMode = .timeout(patienceSeconds)
      configuration.foreignKeysEnabled = true
      let queue = try DatabaseQueue(path: url.path, configuration: configuration)
      try queue.read { database in
        if try Self.isEmpty(database) { return }
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard id == LabelSchema.applicationID else {
          throw LabelsError(
            .malformed, at: url.path, "is a database, but no store of labels", remedy: "Name another file.")
        }
        guard version <= LabelSchema.version else {
          throw LabelsError(
            .newerSchema, at: url.path, "was written by a newer version of the program",
            remedy: "Use the version that wrote it.")
        }
      }
      // A second look under the lock of writing: another process may have been faster.
      try queue.write { if try Self.isEmpty($0) { try LabelSchema.create($0) } }
      return queue
    }
  }

  private static func isEmpty(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
  }

  // MARK: - Writing

  /// Adds entries, all or none.
  ///
  /// - Returns: their ids, ascending.
  /// - Throws: `LabelsError`: `.refused` for what is no label or undoes an entry that is not there.
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
    /// Who says it.
    public let author: String
    /// When, as `LogEntry.time`.
    public let time: String

    /// - Parameter time: as `LogEntry.time`.
    public init(_ content: LogEntry.Content, author: String, time: String) {
      self.content = content
      self.author = author
      self.time = time
    }
  }

  /// Adds entries of several authors and times, all or none.
  ///
  /// - Throws: as the other `append`; `.refused` for an entry without an author or with a time that is none, too.
  @discardableResult
  public func append(_ entries: [NewEntry]) throws(LabelsError) -> [Int64] {
    for entry in entries {
      if let fault = Self.fault(of: entry) { throw LabelsError(.refused, at: url.path, fault) }
    }
    return try reporting {
      try self.queue.write { database in
        try entries.map { try Self.insert($0, into: database, place: self.url.path) }
      }
    }
  }

  /// Says that an entry no longer counts.
  ///
  /// - Throws: `LabelsError`: `.refused` where there is no such entry, or it does not count already.
  @discardableResult
  public func undo(_ entry: Int64, author: String, time: Date) throws(LabelsError) -> Int64 {
    try append([.undo(entry)], author: author, time: time)[0]
  }

  /// A time as entries hold it.
  public static func text(of time: Date) -> String { time.formatted(.iso8601) }

  // MARK: - Reading

  /// Every entry that was ever made, ascending.
  ///
  /// - Throws: `LabelsError`.
  public func log() throws(LabelsError) -> [LogEntry] {
    try reporting {
      try self.queue.read { try Row.fetchAll($0, sql: Self.selection + " ORDER BY entry.id") }
        .map { try Self.entry(of: $0, place: self.url.path) }
    }
  }

  /// The labels and verdicts that count: not undone, or undone by an entry that was itself undone. Ascending.
  ///
  /// - Throws: `LabelsError`.
  public func standing() throws(LabelsError) -> [LogEntry] {
    let log = try log()
    let undone = Self.undone(in: log)
    return log.filter { entry in
      if case .undo = entry.content { return false }
      return !undone.contains(entry.id)
    }
  }

  /// From the newest to the oldest: an undo that stands takes away what it names.
  static func undone(in log: [LogEntry]) -> Set<Int64> {
    var undone: Set<Int64> = []
    for entry in log.sorted(by: { $0.id > $1.id }) {
      if case .undo(let target) = entry.content, !undone.contains(entry.id) { undone.insert(target) }
    }
    return undone
  }
}
