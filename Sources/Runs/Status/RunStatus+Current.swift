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
