import Foundation
import Workbench

/// A JSON file of the run directory. Only the conforming type writes and reads the file.
public protocol RunRecord: Codable, Sendable {
  /// What to do about an invalid file.
  static var remedy: String { get }
  /// Its place in a run.
  static func place(in run: RunDirectory) -> URL
}

extension RunRecord {
  /// The record of a run.
  ///
  /// - Throws: `RunsError` with code `.missing`, `.unreadable` or `.malformed`.
  public static func read(from run: RunDirectory) throws(RunsError) -> Self {
    guard let record = try readIfPresent(from: run) else {
      throw RunsError(.missing, at: place(in: run).path, remedy: remedy)
    }
    return record
  }

  /// The record of a run; nil if it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfPresent(from run: RunDirectory) throws(RunsError) -> Self? {
    let url = place(in: run)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    return try RecordFile.decode(Self.self, from: data, at: url, remedy: remedy)
  }

  /// Replaces the record of a run.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to run: RunDirectory) throws {
    try AtomicFile.write(CanonicalJSON.data(self), to: Self.place(in: run))
  }
}
