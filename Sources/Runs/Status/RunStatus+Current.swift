import Foundation

extension RunStatus {
  /// Whether another machine than this one wrote the status.
  public var isOfAnotherHost: Bool { host.map { $0 != ThisHost.name } ?? false }

  /// The status of a run as it is now; nil where it has none.
  ///
  /// A process that is killed leaves the state `running`. That state is believed while a process holds the run's lock.
  /// Where none does, the run was interrupted, and the message says so. A run of another host is believed: not every
  /// shared file system shows one machine the locks of another; `isOfAnotherHost` tells such runs apart.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func current(of run: RunDirectory) throws(RunsError) -> RunStatus? {
    guard let written = try readIfPresent(from: run) else { return nil }
    guard written.state == .running, !written.isOfAnotherHost else { return written }
    switch RunLock.state(of: run) {
    case .held: return written
    case .unknown where written.isProcessAlive: return written
    case .free, .unknown: return written.interrupted
    }
  }

  // MARK: -

  private var isProcessAlive: Bool { process > 0 && (kill(process, 0) == 0 || errno == EPERM) }

  private var interrupted: RunStatus {
    var status = self
    status.state = .interrupted
    status.message =
      "Process \(process) ended \(stage.map { "in \($0)" } ?? "before the first stage") without a message."
    return status
  }
}
