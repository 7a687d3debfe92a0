import Foundation

/// A process did not reach the awaited state in time.
public struct Overdue: Error, CustomStringConvertible {
  let seconds: Double
  public var description: String {
    "the process was killed after \(seconds) seconds without what was waited for"
  }
}

extension Process {
  /// How long tests wait for a process that hangs: many times what the slowest one takes on a busy machine.
  public static let patienceSeconds = 1800.0

  /// Waits until a condition holds or the process has ended; kills one that does neither.
  ///
  /// - Throws: `Overdue`.
  public func wait(
    atMost seconds: Double = patienceSeconds, until isMet: () throws -> Bool
  ) throws {
    let start = ContinuousClock.now
    while isRunning, try !isMet() {
      guard start.duration(to: .now) < .seconds(seconds) else {
        kill(processIdentifier, SIGKILL)
        // Not waitUntilExit, which also waits for what the process has started and left behind.
        for _ in 0..<500 where isRunning { usleep(10_000) }
        throw Overdue(seconds: seconds)
      }
      usleep(1000)
    }
  }

  /// Waits for the process to end; kills one that does not.
  ///
  /// - Throws: `Overdue`.
  public func waitForEnd(atMost seconds: Double = patienceSeconds) throws {
    try wait(atMost: seconds) { false }
    waitUntilExit()
  }
}
