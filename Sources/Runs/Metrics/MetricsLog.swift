import Foundation
import Workbench

/// `metrics.jsonl`: one JSON object a line, appended in training order.
///
/// A checkpoint remembers how many lines stood when it was written. On resume the log is cut back to that
/// count, so that an interrupted run ends with the lines of an undisturbed one.
public final class MetricsLog {
  private let url: URL
  private var handle: FileHandle

  /// How many lines the log holds.
  public private(set) var lineCount: Int

  /// Opens the log of a run and cuts it back to its first `lineCount` lines.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.unreadable`.
  public init(_ url: URL, keeping lineCount: Int) throws {
    self.url = url
    let existing = FileManager.default.contents(atPath: url.path) ?? Data()
    var end = existing.startIndex
    var kept = 0
    while kept < lineCount, let lineEnd = existing[end...].firstIndex(of: UInt8(ascii: "\n")) {
      end = lineEnd + 1
      kept += 1
    }
    if end != existing.endIndex || existing.isEmpty {
      try AtomicFile.write(existing[..<end], to: url)
    }
    guard let handle = FileHandle(forWritingAtPath: url.path) else {
      throw WorkbenchError(.unwritable, at: url.path, "cannot be opened for writing")
    }
    self.handle = handle
    self.lineCount = kept
    try handle.seekToEnd()
  }

  deinit { try? handle.close() }

  /// Adds one object as a line.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func append(_ value: some Encodable) throws {
    do {
      try handle.write(contentsOf: CanonicalJSON.line(value))
    } catch {
      throw WorkbenchError(.unwritable, at: url.path, "cannot be written: \(error.localizedDescription)")
    }
    lineCount += 1
  }
}
