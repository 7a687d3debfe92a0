import Foundation

/// A notebook for the command line: Markdown whose blocks of `sh` and `python` are run.
public struct Notebook: Sendable {
  /// The file that it was read from, for messages.
  public let place: String
  /// The first heading, or the name of the file.
  public let title: String
  /// Its lines.
  public let lines: [String]
  /// The blocks that are run, in order.
  public let blocks: [NotebookBlock]

  /// Reads a file.
  ///
  /// - Throws: `NotebookError` for a file that is missing or no text, or a block that cannot be run as it is written.
  public init(contentsOf url: URL) throws(NotebookError) {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw NotebookError(.missing, at: url.path, "does not exist")
    }
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw NotebookError(.unreadable, at: url.path, "cannot be read as UTF-8 text")
    }
    try self.init(text, place: url.path)
  }

  /// Reads a text; `place` names it in messages.
  ///
  /// - Throws: `NotebookError` for a block that cannot be run as it is written.
  public init(_ text: String, place: String) throws(NotebookError) {
    let document = MarkdownDocument(text)
    self.place = place
    title = document.title ?? URL(fileURLWithPath: place).deletingPathExtension().lastPathComponent
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var blocks: [NotebookBlock] = []
    for fence in document.fences {
      let words = fence.info.split(separator: " ").map(String.init)
      guard let language = words.first.flatMap(NotebookBlock.Language.init(rawValue:)) else { continue }
      guard !fence.isNested else {
        throw NotebookError(
          .malformed, at: "\(place):\(fence.firstLine)", "has a block to run inside a list or a quotation",
          remedy: "Begin its fence at the start of a line, outside of lists.")
      }
      blocks.append(
        NotebookBlock(
          number: blocks.count + 1, language: language,
          needs: try Self.needs(words.dropFirst(), at: "\(place):\(fence.firstLine)"), code: fence.code,
          firstLine: fence.firstLine, lastLine: fence.lastLine))
    }
    guard !blocks.isEmpty else {
      throw NotebookError(
        .malformed, at: place, "has no block to run",
        remedy: "Put commands between a line ```sh and a line ```, Python between ```python and ```.")
    }
    self.blocks = blocks
  }

  // MARK: -

  /// The value of `needs=` among the words after a block's language.
  private static func needs(_ words: ArraySlice<String>, at place: String) throws(NotebookError) -> [String] {
    var needs: [String] = []
    for word in words {
      let names = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let listed = names.count == 2 ? names[1].split(separator: ",").map(String.init) : []
      let isPlain = listed.allSatisfy { name in
        name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
          && !name.hasPrefix("-")
      }
      guard names[0] == "needs", !listed.isEmpty, isPlain else {
        throw NotebookError(
          .malformed, at: place, "has \(word) after the language of its block",
          remedy: "Write only needs= with names of programs or modules, such as needs=h5py,pandas.")
      }
      needs += listed
    }
    return needs
  }
}
