import Foundation
import Workbench

/// The right to write a run, held by one process at a time.
///
/// The kernel releases the lock when its process ends in any way, so a dead writer never blocks a run. While the lock
/// is held and somebody deletes the run's folder, no writer of this process creates it again. As the process that takes
/// the lock is the only writer, it also removes files that killed writers left behind
/// (`AtomicFile.removeLeftovers(in:)`).
public final class RunLock: Sendable {
  /// The state of a lock as seen without taking it.
  enum State: Equatable {
    /// A process holds it.
    case held
    /// No process holds it.
    case free
    /// There is no lock file, or it cannot be opened.
    case unknown
  }

  private let descriptor: Int32
  private let folder: HeldFolder

  /// Takes the lock of a run, or throws an error that names its holder.
  ///
  /// - Parameter isOnlyWriter: whether no other process writes into the folder, so that half-written files there are of
  ///   processes that were killed.
  /// - Throws: `RunsError` with code `.locked`; `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public init(_ run: RunDirectory, isOnlyWriter: Bool = true) throws {
    try AtomicFile.createFolder(run.url)
    let descriptor = open(run.lock.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WorkbenchError(writing: run.lock.path, errno: errno) }
    let isTaken: Bool
    do throws(WorkbenchError) {
      isTaken = try Self.take(descriptor, at: run.lock.path)
    } catch {
      close(descriptor)
      throw error
    }
    guard isTaken else {
      close(descriptor)
      let owner = (try? String(contentsOf: run.lock, encoding: .utf8)) ?? ""
      throw RunsError(.locked(by: owner.isEmpty ? "another process" : owner), at: run.url.path)
    }
    self.descriptor = descriptor
    folder = HeldFolder(run.url)
    let owner = Array("process \(getpid()) on \(ThisHost.name)".utf8)
    guard ftruncate(descriptor, 0) == 0 else {
      throw WorkbenchError(writing: run.lock.path, errno: errno)
    }
    let failure = owner.withUnsafeBytes { bytes -> WorkbenchError? in
      do throws(WorkbenchError) {
        try Disk.write(bytes, to: descriptor, place: run.lock.path)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
    if isOnlyWriter { AtomicFile.removeLeftovers(in: run.url) }
  }

  deinit { close(descriptor) }

  /// Whether a process of this machine, or of one whose locks the file system shows, writes a run.
  public static func isHeld(of run: RunDirectory) -> Bool { state(of: run) == .held }

  /// The state of a run's lock.
  static func state(of run: RunDirectory) -> State {
    let descriptor = open(run.lock.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .unknown }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return .free }
    return errno == EWOULDBLOCK ? .held : .unknown
  }

  /// Takes the lock; false if another process holds it. It tries for a quarter of a second, because `state(of:)` holds
  /// the lock for some microseconds, and listing runs must not stop a run from starting.
  ///
  /// - Throws: `WorkbenchError` for a file system that cannot lock.
  static func take(_ descriptor: Int32, at place: String) throws(WorkbenchError) -> Bool {
    for attempt in 0...25 {
      if attempt > 0 { usleep(10_000) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { throw WorkbenchError(writing: place, errno: errno) }
    }
    return false
  }
}
