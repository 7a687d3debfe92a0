import Foundation
import Workbench

/// `metrics.jsonl`: one JSON object a line, appended in training order.
///
/// A checkpoint remembers how many lines stood when it was written. On resume the log is cut back to that
/// count, so that an interrupted run ends with the lines of an undisturbed one.
public final class MetricsLog {
  private let file: AppendFile

  /// How many lines the log holds.
  public private(set) var lineCount: Int

  /// Opens the log of a run and cuts it back to its first `lineCount` lines.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public init(_ url: URL, keeping lineCount: Int) throws(WorkbenchError) {
    let existing = FileManager.default.contents(atPath: url.path) ?? Data()
    var end = existing.startIndex
    var kept = 0
    while kept < lineCount, let lineEnd = existing[end...].firstIndex(of: UInt8(ascii: "\n")) {
      end = lineEnd + 1
      kept += 1
    }
    file = try AppendFile(url, keeping: end - existing.startIndex)
    self.lineCount = kept
  }

  /// Adds one object as a line.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func append(_ value: some Encodable) throws {
    try file.append(CanonicalJSON.line(value))
    lineCount += 1
  }

  /// Waits until all lines are on the disk, so that a checkpoint written next never knows more than the log.
  ///
  /// - Throws: `WorkbenchError` with code `.incomplete`.
  public func flush() throws(WorkbenchError) { try file.flush() }
}
