import Workbench

/// What can go wrong with the file that labels are kept in.
public typealias LabelsError = PlaceError<LabelsFailure>

/// Kinds of `LabelsError`.
public enum LabelsFailure: FailureKind {
  /// The file does not exist.
  case missing
  /// The file cannot be opened or read.
  case unreadable
  /// The file is no SQLite database, a damaged one, or one of another program.
  case malformed
  /// The file was written by a newer version of the program.
  case newerSchema
  /// What was to be recorded is no label, or undoes what is not there.
  case refused
  /// The file cannot be created or written.
  case unwritable
  /// Writing failed half-way: the disk is full or failing.
  case incomplete
  /// Another process has held the file for longer than it is waited for.
  case locked

  public var exitCode: ExitCode {
    switch self {
    case .missing: .missingInput
    case .unreadable, .incomplete: .inputOutput
    case .malformed, .newerSchema, .refused: .badData
    case .unwritable: .cannotCreate
    case .locked: .locked
    }
  }
}
