import Foundation

/// Work on a cache that processes share. One of them does it; the others wait, and then find it done.
///
/// Nothing depends on the lock but time: the writers of a cache leave every file complete or absent. So where the file
/// system cannot lock, the work is done without.
public enum SharedWork {
  /// Waits until no other process works under the same lock, then does the work.
  ///
  /// - Parameters:
  ///   - lock: the file that is locked meanwhile; it is created and stays.
  ///   - wait: called five times a second while another process works, the first time at once; what it throws ends the
  ///     waiting.
  /// - Throws: what `wait` and the work throw; `WorkbenchError` if the lock's file cannot be created.
  public static func perform<Result>(
    lockedBy lock: URL, whileWaiting wait: (_ isFirst: Bool) throws -> Void, _ work: () throws -> Result
  ) throws -> Result {
    try AtomicFile.createFolder(lock.deletingLastPathComponent())
    let descriptor = try Disk.open(lock.path, O_RDWR, place: lock.path)
    defer { close(descriptor) }
    var isFirst = true
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { break }
      try wait(isFirst)
      isFirst = false
      usleep(200_000)
    }
    return try work()
  }
}
