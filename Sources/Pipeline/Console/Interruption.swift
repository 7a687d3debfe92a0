import Foundation
import Synchronization
import Workbench

/// Turns SIGINT and SIGTERM into a request to stop, which long work follows at its next safe point.
///
/// If work has not stopped after `graceSeconds`, the process ends at once. Every file is complete or absent at any
/// moment, so only the work since the last file is lost. Training is never ended within an update; it saves a
/// checkpoint after it.
public enum Interruption {
  /// Seconds that work has to reach a safe point.
  public static let graceSeconds = 4.0

  private static let signalNumber = Atomic<Int32>(0)
  private static let deferralCount = Atomic<Int>(0)
  private static let lastWords = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// From now on the first signal requests a stop, and a second one kills. A closed pipe does not end the process.
  ///
  /// A parent may have started the process with the signals blocked, as a worker thread of a launcher does.
  public static func listen() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.signalNumber.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
    Thread.detachNewThread { watch() }
  }

  /// Whether the process was asked to stop.
  public static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// The exit code of a process that was asked to stop.
  public static var exitCode: ExitCode {
    signalNumber.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted
  }

  /// Throws if the process was asked to stop.
  ///
  /// - Throws: `WorkbenchError` with code `.stopped`.
  public static func check(_ place: String) throws {
    guard isRequested else { return }
    throw WorkbenchError(.stopped, at: place, "was interrupted", remedy: remedy)
  }

  /// Runs work that stops at its own safe points and must not be ended at other times, however long it takes.
  static func deferred<Result>(_ work: () throws -> Result) rethrows -> Result {
    deferralCount.add(1, ordering: .sequentiallyConsistent)
    defer { deferralCount.subtract(1, ordering: .sequentiallyConsistent) }
    return try work()
  }

  /// Sets what is done, on another thread, just before the process ends because work did not stop in time.
  static func onCut(_ body: @escaping @Sendable (_ message: String) -> Void) {
    lastWords.withLock { $0 = body }
  }

  // MARK: -

  private static let remedy = "The same command resumes where it stopped."

  /// Waits for a signal, and then for the end of the grace period outside deferred work. This is a thread that checks
  /// five times a second, because a signal handler may do almost nothing.
  private static func watch() {
    let interval = 0.2
    var waited = 0.0
    while waited < graceSeconds {
      Thread.sleep(forTimeInterval: interval)
      guard isRequested else { continue }
      let isDeferred = deferralCount.load(ordering: .sequentiallyConsistent) > 0
      waited = isDeferred ? 0 : waited + interval
    }
    let message = "Interrupted. \(remedy)"
    if let body = lastWords.withLock({ $0 }) {
      body(message)
    } else {
      FileHandle.standardError.write(Data("zoomin: \(message)\n".utf8))
    }
    // Not `exit`, because other threads are still working and need their data.
    _exit(exitCode.rawValue)
  }
}
