import Foundation
import Synchronization
import Workbench

/// The program's output: results on standard output, progress and warnings on standard error, and both with times in
/// the run's `log.txt`.
public final class Console: Sendable {
  /// Whether standard error is a terminal, on which a line can be written again.
  public let isTerminal: Bool

  private let log = Mutex<Log?>(nil)
  /// The terminal on standard error; it is held while something is written, so that lines of several threads do not mix.
  private let terminal: Mutex<Terminal?>

  /// A console on this process's streams.
  public init() {
    let found = Terminal(STDERR_FILENO)
    isTerminal = found != nil
    terminal = Mutex(found)
  }

  /// From now on, also appends to a file.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func open(log url: URL) throws {
    let file = try AppendFile(url)
    log.withLock { $0 = Log(file: file) }
  }

  /// A result, to standard output.
  public func say(_ text: String) {
    writeLine(text, to: .standardOutput)
    record(text)
  }

  /// A step or a remark, to standard error.
  public func note(_ text: String) {
    writeLine(text, to: .standardError)
    record(text)
  }

  /// A warning; the work continues.
  public func warn(_ text: String) { note("warning: \(text)") }

  /// On a terminal, a line with a bar that the next one replaces; elsewhere a plain line.
  func redraw(_ line: ProgressLine) {
    let isDrawn = terminal.withLock { terminal -> Bool in
      guard let width = terminal?.width, let text = terminal?.replacing(with: line.bar(width: width)) else {
        return false
      }
      write(text, to: .standardError)
      return true
    }
    if !isDrawn { note(line.plain) }
  }

  // MARK: -

  private func writeLine(_ text: String, to handle: FileHandle) {
    terminal.withLock { terminal in
      if let clearing = terminal?.clearing(), !clearing.isEmpty { write(clearing, to: .standardError) }
      write(text + "\n", to: handle)
    }
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
    if let complaint { writeLine("warning: \(complaint)", to: .standardError) }
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
