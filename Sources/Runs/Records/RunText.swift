import Foundation
import Workbench

/// A text file of the run directory. Only the conforming type writes and reads the file.
public protocol RunText: Sendable {
  /// The content of the file.
  var text: String { get }
  /// The content of a file.
  init(_ text: String)
  /// Its place in a run.
  static func place(in run: RunDirectory) -> URL
}

extension RunText {
  /// The text of a run; nil if it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable`, or `.malformed` if it is not UTF-8.
  public static func readIfPresent(from run: RunDirectory) throws(RunsError) -> Self? {
    let url = place(in: run)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    guard let text = String(data: data, encoding: .utf8) else {
      throw RunsError(
        .malformed("is not text in UTF-8"), at: url.path,
        remedy: "Delete the file; the next start of the run writes it again.")
    }
    return Self(text)
  }

  /// Replaces the text of a run.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to run: RunDirectory) throws(WorkbenchError) {
    try AtomicFile.write(text, to: Self.place(in: run))
  }
}
