import Foundation
import Synchronization
import Workbench

/// Caches the SHA-256 of files by path, length and time of writing, so that a second run does not read them again.
///
/// It is only a cache: losing it, or a line of it, costs time and changes no result.
final class HashIndex: Sendable {
  private struct Line: Hashable, Sendable {
    let stamp: FileStamp
    let sha256: String
  }

  private static let columns = ["path", "bytes", "modified", "sha256"]
  private let url: URL
  private let lines: Mutex<[String: Line]>
  private let isChanged = Mutex(false)

  /// The cache in a file; empty if the file cannot be read.
  init(_ url: URL) {
    self.url = url
    var lines: [String: Line] = [:]
    if let table = try? CSVTable(contentsOf: url), table.columns == Self.columns {
      for row in table.rows {
        guard let byteCount = Int(row.cells[1]), let modified = Int64(row.cells[2]) else { continue }
        lines[row.cells[0]] = Line(
          stamp: FileStamp(byteCount: byteCount, modified: modified), sha256: row.cells[3])
      }
    }
    self.lines = Mutex(lines)
  }

  /// The cached hash of a file, if the file still has this stamp.
  func sha256(of path: String, stamp: FileStamp) -> String? {
    lines.withLock { $0[path] }.flatMap { $0.stamp == stamp ? $0.sha256 : nil }
  }

  /// Caches the hash of a file.
  func remember(_ path: String, stamp: FileStamp, sha256: String) {
    lines.withLock { $0[path] = Line(stamp: stamp, sha256: sha256) }
    isChanged.withLock { $0 = true }
  }

  /// Writes the cache to its file if it has changed.
  func save() throws(FundusError) {
    guard isChanged.withLock({ $0 }) else { return }
    var writer = CSVWriter(columns: Self.columns)
    let lines = lines.withLock { $0 }
    for (path, line) in lines.sorted(by: { Manifest.isBefore($0.key, $1.key) }) {
      writer.append([path, "\(line.stamp.byteCount)", "\(line.stamp.modified)", line.sha256])
    }
    do { try AtomicFile.write(writer.text, to: url) } catch { throw FundusError(error) }
  }
}
