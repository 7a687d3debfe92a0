import Foundation

/// Follows the marks that the shell leaves, and makes outcomes of them.
struct MarkReader {
  private(set) var outcomes: [BlockOutcome]
  private let notebook: Notebook
  private let folder: URL
  private var readCount = 0
  private var current: Int?
  private var begun = ContinuousClock.now

  init(_ notebook: Notebook, folder: URL) {
    self.notebook = notebook
    self.folder = folder
    outcomes = notebook.blocks.map { BlockOutcome(block: $0) }
  }

  /// Reads the marks since the last call.
  mutating func read(_ onEvent: (NotebookRun.Event) -> Void) throws {
    let text = try String(contentsOf: folder.appendingPathComponent("marks"), encoding: .utf8)
    // The last part is empty, or a line that is not complete yet.
    let marks = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    for mark in marks.dropFirst(readCount) {
      let words = mark.split(separator: " ").map(String.init)
      switch words.first {
      case "begun":
        current = index(words)
        begun = .now
        if let current { onEvent(.begun(outcomes[current].block)) }
      case "ended": end(.done, onEvent)
      case "skipped":
        current = index(words)
        begun = .now
        end(.skipped(missing: Array(words.dropFirst(2))), onEvent)
      case "failed":
        end(.failed(line: line(words), status: words.count > 2 ? Int(words[2]) ?? 1 : 1), onEvent)
      default: break
      }
    }
    readCount = marks.count
  }

  /// Says how the block ended in which the shell ended without a mark: by `exit`, or a signal.
  mutating func close(status: Int, _ onEvent: (NotebookRun.Event) -> Void) {
    end(.failed(line: nil, status: status), onEvent)
  }

  // MARK: -

  private func index(_ words: [String]) -> Int? {
    guard words.count > 1, let number = Int(words[1]), outcomes.indices.contains(number - 1) else {
      return nil
    }
    return number - 1
  }

  /// The notebook's line of a mark such as `003.sh:2`; nil if the failure is in another file.
  private func line(_ words: [String]) -> Int? {
    guard let current, words.count > 1 else { return nil }
    let parts = words[1].split(separator: ":")
    guard parts.count == 2, parts[0].hasPrefix(ShellDriver.name(outcomes[current].block) + "."),
      let line = Int(parts[1]), line > 0
    else { return nil }
    return outcomes[current].block.firstLine + line
  }

  private mutating func end(_ ending: BlockOutcome.Ending, _ onEvent: (NotebookRun.Event) -> Void) {
    guard let current else { return }
    let name = ShellDriver.name(outcomes[current].block)
    let bytes = try? Data(contentsOf: folder.appendingPathComponent("\(name).out"))
    outcomes[current].output = bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
    outcomes[current].ending = ending
    outcomes[current].seconds = (ContinuousClock.now - begun) / .seconds(1)
    onEvent(.ended(outcomes[current]))
    self.current = nil
  }
}
