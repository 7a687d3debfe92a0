import Foundation
import Workbench

/// Which stages of a run are done, and under which keys: `stages/<stage>.json`.
public struct StageLedger: Sendable {
  /// What is remembered of a finished stage.
  public struct Entry<Output: Codable & Sendable>: Codable, Sendable {
    /// The stage's key when it was done.
    public let key: String
    /// What the stage came to, such as the path of the feature file, relative to the run directory.
    public let output: Output

    /// The record of a stage done under a key.
    public init(key: String, output: Output) {
      self.key = key
      self.output = output
    }
  }

  private let run: RunDirectory

  /// The ledger of a run.
  public init(_ run: RunDirectory) { self.run = run }

  /// The record of a stage under whatever key; nil where it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func entry<Output>(_ type: Output.Type, of name: String) throws(RunsError) -> Entry<Output>? {
    let url = run.stage(name)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    return try RecordFile.decode(Entry<Output>.self, from: data, at: url, remedy: Self.remedy)
  }

  /// The key under which a stage was done, whatever it came to; nil where it has no record.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func key(of name: String) throws(RunsError) -> String? {
    let url = run.stage(name)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    return try RecordFile.decode(Key.self, from: data, at: url, remedy: Self.remedy).key
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
  public func record(_ entry: Entry<some Codable & Sendable>, of name: String) throws {
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

  // MARK: -

  private struct Key: Decodable {
    let key: String
  }

  private static let remedy = "Delete the file; the stage runs again."
}
