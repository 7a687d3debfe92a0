import Foundation
import Synchronization

/// A file that grows by whole pieces, such as lines. Any thread may append.
///
/// A piece that cannot be written completely is removed again. So the file is always a sequence of whole pieces,
/// unless the process was killed during a write.
public final class AppendFile: Sendable {
  private let descriptor: Int32
  private let place: String
  private let byteCount: Mutex<Int>

  /// Opens a file; creates it if it does not exist.
  ///
  /// - Parameter kept: how many bytes of the file stay; nil keeps all.
  /// - Throws: `WorkbenchError` with code `.unwritable`, or `.incomplete` where the disk is full.
  public init(_ url: URL, keeping kept: Int? = nil) throws(WorkbenchError) {
    try AtomicFile.createFolder(url.deletingLastPathComponent())
    place = url.path
    descriptor = try Disk.open(url.path, O_WRONLY, place: url.path)
    byteCount = Mutex(0)
    let present = Int(lseek(descriptor, 0, SEEK_END))
    guard present >= 0 else { throw WorkbenchError(writing: url.path, errno: errno) }
    let kept = min(kept ?? present, present)
    if kept < present, ftruncate(descriptor, off_t(kept)) != 0 {
      throw WorkbenchError(writing: url.path, errno: errno)
    }
    byteCount.withLock { $0 = kept }
  }

  deinit { close(descriptor) }

  /// Adds a piece at the end.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`; the file is then as it was before.
  public func append(_ data: Data) throws(WorkbenchError) {
    let failure = byteCount.withLock { end -> WorkbenchError? in
      data.withUnsafeBytes { bytes in
        do throws(WorkbenchError) {
          try Disk.write(bytes, to: descriptor, at: end, place: place)
          end += bytes.count
          return nil
        } catch {
          // Bytes that cannot be removed are overwritten by the next piece.
          ftruncate(descriptor, off_t(end))
          return error
        }
      }
    }
    if let failure { throw failure }
  }

  /// Waits until everything appended so far is on the disk.
  ///
  /// - Throws: `WorkbenchError` with code `.incomplete`.
  public func flush() throws(WorkbenchError) { try Disk.flush(descriptor, place: place) }
}
