import Foundation
import Synchronization
import Workbench

/// SIGINT and SIGTERM, turned into a request that long work answers at its next safe point.
///
/// Work that has not answered after `graceSeconds` is cut off: every file is complete or absent at any moment, so
/// that nothing but the work since the last one is lost. Training is never cut off within an update: it saves
/// at the next.
public enum Interruption {
  /// Seconds that work has to reach a safe point.
  public static let graceSeconds = 4.0

  private static let signalNumber = Atomic<Int32>(0)
  private static let deferralCount = Atomic<Int>(0)
  private static let lastWords = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// From now on the two signals ask instead of kill; a second one kills. A closed pipe ends nothing.
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

  /// Whether the process was asked to end.
  public static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// What a process that was asked to end exits with.
  public static var exitCode: ExitCode {
    signalNumber.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted
  }

  /// Ends the work here if the process was asked to.
  ///
  /// - Throws: `WorkbenchError` with code `.stopped`.
  public static func check(_ place: String) throws {
    guard isRequested else { return }
    throw WorkbenchError(.stopped, at: place, "was interrupted", remedy: remedy)
  }

  /// Work that answers at its own safe points, however long they take to come, and is not cut off.
  static func deferred<Result>(_ work: () throws -> Result) rethrows -> Result {
    deferralCount.add(1, ordering: .sequentiallyConsistent)
    defer { deferralCount.subtract(1, ordering: .sequentiallyConsistent) }
    return try work()
  }

  /// What is done, on another thread, just before work that did not answer is cut off.
  static func onCut(_ body: @escaping @Sendable (_ message: String) -> Void) {
    lastWords.withLock { $0 = body }
  }

  // MARK: -

  private static let remedy = "The same command resumes where it stopped."

  /// Waits for a signal, then for the grace to run out outside deferred work. A thread of its own that looks five
  /// times a second: a handler may do next to nothing.
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
    // Not `exit`: other threads are still at work, and nothing may be torn down under them.
    _exit(exitCode.rawValue)
  }
}
