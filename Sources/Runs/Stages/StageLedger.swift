import Foundation
import Workbench

/// The finished stages of a run and their keys: `stages/<stage>.json`.
public struct StageLedger: Sendable {
  /// The record of a finished stage.
  public struct Entry<Output: Codable & Sendable>: Codable, Sendable {
    /// The stage's key at that time.
    public let key: String
    /// The stage's result, such as the path of the feature file relative to the run directory.
    public let output: Output
    /// What the key was made of; nil in records of earlier versions.
    public let basis: StageBasis?

    /// The record of a stage done under a key.
    public init(key: String, output: Output, basis: StageBasis? = nil) {
      self.key = key
      self.output = output
      self.basis = basis
    }
  }

  private let run: RunDirectory

  /// The ledger of a run.
  public init(_ run: RunDirectory) { self.run = run }

  /// The record of a stage with any key; nil if it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func entry<Output>(_ type: Output.Type, of name: String) throws(RunsError) -> Entry<Output>? {
    let url = run.stage(name)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    return try RecordFile.decode(Entry<Output>.self, from: data, at: url, remedy: Self.remedy)
  }

  /// The key of a finished stage with any kind of result; nil if it has no record.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func key(of name: String) throws(RunsError) -> String? { try record(of: name)?.key }

  /// The names of the stages that have a record, sorted.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func names() throws(RunsError) -> [String] {
    (try FolderNames.visible(in: run.stages.path) ?? []).filter { $0.hasSuffix(".json") }
      .map { String($0.dropLast(".json".count)) }
  }

  /// The stages that are done, each for all kinds of rows that it has a record of, and with the results of earlier stages
  /// that are recorded now. A mosaic of a judgement that was made again since is not among them, nor is a stage whose
  /// record is damaged: it runs again when it is asked for.
  ///
  /// - Throws: `RunsError` with code `.unreadable` if the folder of the records cannot be read.
  public func finishedStages() throws(RunsError) -> Set<StageName> {
    let names = try names()
    let records = Dictionary(uniqueKeysWithValues: names.map { ($0, try? record(of: $0)) })
    func isCurrent(_ name: String) -> Bool {
      guard let record = records[name] ?? nil else { return false }
      return (record.basis?.stages ?? [:]).allSatisfy { (records[$0.key] ?? nil)?.key == $0.value }
    }
    let finished = StageName.allCases.filter { stage in
      let own = names.filter { $0 == stage.rawValue || $0.hasPrefix(stage.rawValue + "-") }
      return !own.isEmpty && own.allSatisfy(isCurrent)
    }
    return Set(finished)
  }

  /// Records that a stage is finished. Call it last, when all results are in place.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func record(_ entry: Entry<some Codable & Sendable>, of name: String) throws {
    try AtomicFile.write(CanonicalJSON.data(entry), to: run.stage(name))
  }

  /// Removes the record of a stage. Call it before the stage's work begins, because the work may replace results of
  /// another key. If the process were killed halfway, the old record would be wrong.
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
    let basis: StageBasis?
  }

  private func record(of name: String) throws(RunsError) -> Key? {
    let url = run.stage(name)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    return try RecordFile.decode(Key.self, from: data, at: url, remedy: Self.remedy)
  }

  private static let remedy = "Delete the file; the stage runs again."
}
