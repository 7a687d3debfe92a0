import Foundation
import Synchronization
import Workbench

/// Where the program talks: results on standard output, progress and warnings on standard error, both in the
/// run's `log.txt` with the clock.
public final class Console: Sendable {
  /// Whether standard error is a terminal that can redraw a line.
  public let isTerminal: Bool

  private let log = Mutex<Log?>(nil)
  private let hasOpenLine = Mutex<Bool>(false)

  /// A console on this process's streams.
  public init() { isTerminal = isatty(STDERR_FILENO) == 1 }

  /// Also writes to a file from now on, appending.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func open(log url: URL) throws {
    let file = try AppendFile(url)
    log.withLock { $0 = Log(file: file) }
  }

  /// A result, to standard output.
  public func say(_ text: String) {
    endLine()
    write(text + "\n", to: .standardOutput)
    record(text)
  }

  /// A step or a remark, to standard error.
  public func note(_ text: String) {
    endLine()
    write(text + "\n", to: .standardError)
    record(text)
  }

  /// Something that the user should know although the work goes on.
  public func warn(_ text: String) { note("warning: \(text)") }

  /// A line that the next one replaces, on a terminal; a plain line elsewhere.
  func redraw(_ text: String) {
    guard isTerminal else { return note(text) }
    write("\r\u{1b}[2K\(text)", to: .standardError)
    hasOpenLine.withLock { $0 = true }
  }

  // MARK: -

  private func endLine() {
    let wasOpen = hasOpenLine.withLock { open in
      defer { open = false }
      return open
    }
    if wasOpen { write("\r\u{1b}[2K", to: .standardError) }
  }

  /// A closed pipe must not end a run: what cannot be shown is still in the log.
  private func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }

  /// A log that cannot be written does not end a run: no result depends on it, and where the disk stays full the next
  /// write of a result ends the run. The loss is said once on standard error, and in the log once there is room again.
  private func record(_ text: String) {
    let complaint = log.withLock { log -> String? in
      guard log != nil else { return nil }
      return log?.append("\(Date.now.formatted(.iso8601)) \(text)\n")
    }
    if let complaint { write("warning: \(complaint)\n", to: .standardError) }
  }
}

/// The log of a run, which remembers what found no room in it.
private struct Log {
  let file: AppendFile
  private var lostCount = 0
  private var hasComplained = false

  init(file: AppendFile) { self.file = file }

  /// Appends a line; answers why it could not, the first time.
  mutating func append(_ line: String) -> String? {
    let gap = lostCount == 0 ? "" : "(lines that found no room before the next one: \(lostCount))\n"
    do throws(WorkbenchError) {
      try file.append(Data((gap + line).utf8))
      lostCount = 0
      return nil
    } catch {
      lostCount += 1
      defer { hasComplained = true }
      return hasComplained ? nil : "\(error.description) The run goes on without these lines."
    }
  }
}
