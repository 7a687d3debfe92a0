import Foundation
import Workbench

/// Which stages of a run are done, and under which keys: `stages/<stage>.json`.
public struct StageLedger: Sendable {
  /// What is remembered of a finished stage.
  public struct Entry: Codable, Sendable, Equatable {
    /// The stage's key when it was done.
    public let key: String
    /// Names under which later stages and people find results, such as the path of the feature file,
    /// relative to the run directory.
    public let results: [String: String]

    /// The record of a stage done under a key.
    public init(key: String, results: [String: String] = [:]) {
      self.key = key
      self.results = results
    }
  }

  private let run: RunDirectory

  /// The ledger of a run.
  public init(_ run: RunDirectory) { self.run = run }

  /// The record of a stage, if it is done under exactly this key and all its results still exist.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func entry(of name: String, key: String) throws(RunsError) -> Entry? {
    guard let entry = try entry(of: name), entry.key == key,
      entry.results.values.allSatisfy({ FileManager.default.fileExists(atPath: run.place(of: $0).path) })
    else { return nil }
    return entry
  }

  /// The record of a stage under whatever key; nil where it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func entry(of name: String) throws(RunsError) -> Entry? {
    let url = run.stage(name)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    return try RecordFile.decode(
      Entry.self, from: data, at: url, remedy: "Delete the file; the stage runs again.")
  }

  /// The names of the stages that have a record, sorted.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func names() throws(RunsError) -> [String] {
    (try FolderNames.visible(in: run.stages.path) ?? []).filter { $0.hasSuffix(".json") }
      .map { String($0.dropLast(".json".count)) }
  }

  /// Remembers that a stage is done. Called last, when all its results stand under their names.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func record(_ entry: Entry, of name: String) throws {
    try AtomicFile.write(CanonicalJSON.data(entry), to: run.stage(name))
  }

  /// Forgets a stage. Called before its work begins, which may replace results of another key: were they half
  /// replaced when the process is killed, an old record would vouch for a mixture.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func forget(_ name: String) throws(WorkbenchError) {
    let path = run.stage(name).path
    guard unlink(path) != 0, errno != ENOENT else { return }
    throw WorkbenchError(writing: path, errno: errno)
  }
}

extension StageLedger.Entry {
  /// The place of a result, relative to the run directory.
  ///
  /// - Throws: `RunsError` with code `.malformed` where the record does not name it.
  public func result(_ name: String) throws(RunsError) -> String {
    guard let path = results[name] else {
      throw RunsError(.malformed("names no result \(name)"), at: "stages")
    }
    return path
  }
}
