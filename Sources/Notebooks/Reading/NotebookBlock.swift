/// A block of a notebook that is run.
public struct NotebookBlock: Sendable, Hashable {
  /// The languages of blocks that are run; others are only shown.
  public enum Language: String, Sendable, CaseIterable {
    /// Bash. All blocks run in one shell, so that variables and the folder carry over.
    case sh
    /// Python 3. All blocks run in one interpreter, in the folder and with the exported variables of the shell.
    case python
  }

  /// From 1, in the order of the notebook.
  public let number: Int
  /// The language.
  public let language: Language
  /// What must be there: programs for `sh`, modules for `python`. Otherwise the block is skipped.
  public let needs: [String]
  /// The code.
  public let code: String
  /// The line of the opening fence in the notebook, from 1. The code begins in the next line.
  public let firstLine: Int
  /// The line of the closing fence.
  public let lastLine: Int
}
