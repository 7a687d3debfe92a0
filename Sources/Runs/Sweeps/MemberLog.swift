import Foundation
import Workbench

/// The log of a member's last process, which that process holds locked for as long as it lives.
///
/// The lock belongs to the open file that the launcher passes on as the process's output. So the lock survives the
/// launcher, and a later launcher sees that the member's process is still alive. The kernel releases it when the process
/// ends in any way.
public struct MemberLog: Hashable, Sendable {
  /// The file.
  public let url: URL

  /// The log of a member.
  public init(of member: SweepMember, in sweep: SweepDirectory) { url = sweep.log(of: member) }

  /// Empties the log and locks it for a new process.
  ///
  /// - Returns: the open file, to be passed to the process and then closed; nil if a living process holds it.
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func open() throws -> FileHandle? {
    try AtomicFile.createFolder(url.deletingLastPathComponent())
    let descriptor = Foundation.open(url.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WorkbenchError(writing: url.path, errno: errno) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard try RunLock.take(descriptor, at: url.path) else { return nil }
    guard ftruncate(descriptor, 0) == 0 else { throw WorkbenchError(writing: url.path, errno: errno) }
    return file
  }

  /// Whether a living process holds the log.
  public var isHeld: Bool {
    let descriptor = Foundation.open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Whether any process of the member began.
  public var exists: Bool { access(url.path, F_OK) == 0 }

  /// The sentence with which the process ended, without the program's name; nil if it ended without one.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func lastSentence() throws(RunsError) -> String? {
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    let last = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).last ?? ""
    let prefix = "zoomin: "
    return last.hasPrefix(prefix) ? String(last.dropFirst(prefix.count)) : nil
  }
}
