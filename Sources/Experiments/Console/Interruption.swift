import Foundation
import Synchronization
import Workbench

/// SIGINT and SIGTERM, turned into a request that long work answers at its next safe point.
public enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)

  /// From now on the two signals ask instead of kill; a second one kills.
  ///
  /// A parent may have started the process with the signals blocked, as a worker thread of a launcher does.
  public static func listen() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.signalNumber.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
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
    throw WorkbenchError(
      .stopped, at: place, "was interrupted", remedy: "The same command resumes where it stopped.")
  }
}
