import Workbench

/// What can go wrong with a notebook before a block is run.
public typealias NotebookError = PlaceError<NotebookFailure>

/// Kinds of `NotebookError`.
public enum NotebookFailure: FailureKind {
  /// The file does not exist.
  case missing
  /// The file cannot be read as text.
  case unreadable
  /// A block cannot be run as it is written.
  case malformed
  /// The shell does not start.
  case unavailable

  public var exitCode: ExitCode {
    switch self {
    case .missing: .missingInput
    case .unreadable, .malformed: .badData
    case .unavailable: .unavailable
    }
  }
}
