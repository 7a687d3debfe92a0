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
  public func entry(of stage: StageName, key: String) -> Entry? {
    guard let data = FileManager.default.contents(atPath: url(stage).path),
      let entry = try? JSONDecoder().decode(Entry.self, from: data), entry.key == key,
      entry.results.values.allSatisfy({
        FileManager.default.fileExists(atPath: run.url.appendingPathComponent($0).path)
      })
    else { return nil }
    return entry
  }

  /// Remembers that a stage is done. Called last, when all its results stand under their names.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func record(_ entry: Entry, of stage: StageName) throws {
    try AtomicFile.write(CanonicalJSON.data(entry), to: url(stage))
  }

  /// Forgets a stage. Called before its work begins, which may replace results of another key: were they half
  /// replaced when the process is killed, an old record would vouch for a mixture.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func forget(_ stage: StageName) throws {
    guard unlink(url(stage).path) != 0, errno != ENOENT else { return }
    throw WorkbenchError(writing: url(stage).path, errno: errno)
  }

  // MARK: -

  private func url(_ stage: StageName) -> URL {
    run.stages.appendingPathComponent("\(stage.rawValue).json")
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
