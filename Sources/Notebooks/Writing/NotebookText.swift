import Foundation

/// A notebook after a run, as Markdown: every block is followed by what it printed, the pictures it made and its time.
struct NotebookText {
  let notebook: Notebook
  let outcomes: [BlockOutcome]
  /// Lines for the end of the page: versions and times.
  let facts: [String]

  /// The text. Pictures have the paths at which the blocks made them.
  var markdown: String {
    var lines: [String] = []
    var position = 0
    for outcome in outcomes {
      lines += notebook.lines[position..<outcome.block.lastLine]
      position = outcome.block.lastLine
      lines += result(outcome)
    }
    lines += notebook.lines[position...]
    while lines.last?.isEmpty == true { lines.removeLast() }
    return (lines + ["", "---", ""] + facts.map { "- \($0)" }).joined(separator: "\n") + "\n"
  }

  /// How a block ended, as a sentence.
  static func sentence(_ outcome: BlockOutcome) -> String {
    let time = Self.time(outcome.seconds)
    return switch outcome.ending {
    case .done: "Done in \(time)."
    case .skipped(let missing): "Skipped: this machine lacks \(missing.joined(separator: " and "))."
    case .failed(let line?, let status): "Failed in line \(line), with exit code \(status), after \(time)."
    case .failed(nil, let status): "Failed with exit code \(status), after \(time)."
    case .notRun: "Not run."
    }
  }

  /// A duration with a unit that fits it.
  static func time(_ seconds: Double) -> String {
    seconds < 100 ? String(format: "%.1f s", seconds) : String(format: "%.1f minutes", seconds / 60)
  }

  // MARK: -

  private func result(_ outcome: BlockOutcome) -> [String] {
    let text = BlockText(outcome.output)
    var lines: [String] = []
    if !text.lines.isEmpty {
      let fence = Self.fence(around: text.lines)
      lines += ["", fence + "text"] + text.lines + [fence]
    }
    for picture in text.pictures { lines += ["", "![\(picture.title)](<\(picture.path)>)"] }
    let sentence = Self.sentence(outcome)
    let isPlain = outcome.ending == .done
    return lines + ["", isPlain ? "*\(sentence)*" : "**\(sentence)**"]
  }

  /// A fence longer than any in the lines.
  private static func fence(around lines: [String]) -> String {
    let longest = lines.map { $0.drop { $0 == " " }.prefix { $0 == "`" }.count }.max() ?? 0
    return String(repeating: "`", count: max(3, longest + 1))
  }
}
