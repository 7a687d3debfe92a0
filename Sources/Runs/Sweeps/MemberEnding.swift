import Foundation
import Workbench

/// How the last process of a member ended, as a shell tells it: its exit code, or 128 and the number of the signal that
/// killed it. A launcher writes it; there is none while a process works, and none if the launcher was killed.
public struct MemberEnding: Hashable, Sendable {
  /// The code.
  public let code: Int32

  /// An exit code.
  public init(code: Int32) { self.code = code }

  /// Whether the process did everything.
  public var isSuccess: Bool { code == ExitCode.done.rawValue }

  /// Whether the process saved its work and ended because it was asked to.
  public var isInterruption: Bool {
    code == ExitCode.interrupted.rawValue || code == ExitCode.terminated.rawValue
  }

  /// Whether another process was writing the run.
  public var isLocked: Bool { code == ExitCode.locked.rawValue }

  /// The end of a process that said nothing itself.
  public var text: String {
    code > 128 ? "Its process was killed by signal \(code - 128)." : "Its process ended with \(code)."
  }

  /// The ending of a member's last process; nil if there is none, or not a whole one.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public static func readIfPresent(of member: SweepMember, in sweep: SweepDirectory) throws(RunsError)
    -> MemberEnding?
  {
    guard let data = try RecordFile.bytes(of: sweep.ending(of: member)) else { return nil }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return Int32(text).map { MemberEnding(code: $0) }
  }

  /// Replaces the ending of a member. The scripts of batch systems write the same: the number on a line.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(of member: SweepMember, in sweep: SweepDirectory) throws(WorkbenchError) {
    try AtomicFile.write("\(code)\n", to: sweep.ending(of: member))
  }

  /// Removes the ending of a member, before its next process begins.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public static func forget(of member: SweepMember, in sweep: SweepDirectory) throws(WorkbenchError) {
    let path = sweep.ending(of: member).path
    guard unlink(path) != 0, errno != ENOENT else { return }
    throw WorkbenchError(writing: path, errno: errno)
  }
}
