import Foundation

extension RunStatus {
  /// Whether another machine wrote the status.
  public var isOfAnotherHost: Bool { host.map { $0 != ThisHost.name } ?? false }

  /// The status of a run as it is now; nil if it has none.
  ///
  /// A killed process leaves the state `running` behind. The state is accepted if a process holds the run's lock;
  /// otherwise the run was interrupted, and the message says so. The state of a run on another host is always accepted,
  /// because not every shared file system shows the locks of other machines; `isOfAnotherHost` marks such runs.
  ///
  /// A run that a launcher queued is no longer queued when the launcher is gone, unless a batch system has it.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func current(of run: RunDirectory) throws(RunsError) -> RunStatus? {
    guard let written = try readIfPresent(from: run) else { return nil }
    if written.state == .queued, written.job == nil, !written.isOfAnotherHost, !written.isProcessAlive {
      return written.withdrawn
    }
    guard written.state == .running, !written.isOfAnotherHost else { return written }
    switch RunLock.state(of: run) {
    case .held: return written
    case .unknown where written.isProcessAlive: return written
    case .free, .unknown: return written.interrupted
    }
  }

  // MARK: -

  private var isProcessAlive: Bool { process > 0 && (kill(process, 0) == 0 || errno == EPERM) }

  private var withdrawn: RunStatus {
    var status = self
    status.state = .interrupted
    status.message = "Process \(process), which queued the run, ended before the run began."
    return status
  }

  private var interrupted: RunStatus {
    var status = self
    status.state = .interrupted
    status.message =
      "Process \(process) ended \(stage.map { "in \($0)" } ?? "before the first stage") without a message."
    return status
  }
}

extension RunStatus {
  /// Replaces the status of a run that no process writes; a run that is being written keeps the status of its writer.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func writeUnlessHeld(to run: RunDirectory) throws {
    let lock: RunLock
    do {
      lock = try RunLock(run)
    } catch let error as RunsError {
      guard case .locked = error.code else { throw error }
      return
    }
    defer { withExtendedLifetime(lock) {} }
    try write(to: run)
  }

  /// Records that a run that was queued will not be started; a run with another status keeps it.
  ///
  /// - Throws: `RunsError` if the status cannot be read; `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public static func withdraw(_ run: RunDirectory, _ message: String) throws {
    guard try readIfPresent(from: run)?.state == .queued else { return }
    try RunStatus(.interrupted, message: message).writeUnlessHeld(to: run)
  }
}
