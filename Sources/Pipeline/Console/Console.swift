import Foundation
import Synchronization
import Workbench

/// The program's output: results on standard output, progress and warnings on standard error, and both with times in
/// the run's `log.txt`.
public final class Console: Sendable {
  /// Whether standard error is a terminal that can redraw a line.
  public let isTerminal: Bool

  private let log = Mutex<Log?>(nil)
  private let hasOpenLine = Mutex<Bool>(false)

  /// A console on this process's streams.
  public init() { isTerminal = isatty(STDERR_FILENO) == 1 }

  /// From now on, also appends to a file.
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

  /// A warning; the work continues.
  public func warn(_ text: String) { note("warning: \(text)") }

  /// On a terminal, a line that the next one replaces; elsewhere a plain line.
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

  /// A closed pipe must not end a run, and the log still contains the text.
  private func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }

  /// A log that cannot be written does not end a run, because no result depends on it; if the disk stays full, the next
  /// write of a result ends the run. The loss is reported once on standard error, and in the log once there is room
  /// again.
  private func record(_ text: String) {
    let complaint = log.withLock { log -> String? in
      guard log != nil else { return nil }
      return log?.append("\(Date.now.formatted(.iso8601)) \(text)\n")
    }
    if let complaint { write("warning: \(complaint)\n", to: .standardError) }
  }
}

/// The log of a run, which counts the lines that could not be written.
private struct Log {
  let file: AppendFile
  private var lostCount = 0
  private var hasComplained = false

  init(file: AppendFile) { self.file = file }

  /// Appends a line. The first time that it cannot, returns the reason.
  mutating func append(_ line: String) -> String? {
    let gap = lostCount == 0 ? "" : "(lines that could not be written here: \(lostCount))\n"
    do throws(WorkbenchError) {
      try file.append(Data((gap + line).utf8))
      lostCount = 0
      return nil
    } catch {
      lostCount += 1
      defer { hasComplained = true }
      return hasComplained ? nil : "\(error.description) The run continues without these lines."
    }
  }
}
