/// What became of a block.
public struct BlockOutcome: Sendable, Hashable {
  /// How it ended.
  public enum Ending: Sendable, Hashable {
    /// To its end.
    case done
    /// Something that it needs is not there.
    case skipped(missing: [String])
    /// A command failed.
    ///
    /// - Parameters:
    ///   - line: the line in the notebook; nil if it is not known.
    ///   - status: the exit code of the shell's command; 1 for Python.
    case failed(line: Int?, status: Int)
    /// The run was stopped, or an earlier block failed.
    case notRun
  }

  /// The block.
  public let block: NotebookBlock
  /// How it ended.
  public var ending = Ending.notRun
  /// What it printed, on both streams.
  public var output = ""
  /// How long it took.
  public var seconds = 0.0
}
