import Workbench

/// What can go wrong with the file that stores labels.
public typealias LabelsError = PlaceError<LabelsFailure>

/// Kinds of `LabelsError`.
public enum LabelsFailure: FailureKind {
  /// The file does not exist.
  case missing
  /// The file cannot be opened or read.
  case unreadable
  /// The file is not an SQLite database, is damaged, or belongs to another program.
  case malformed
  /// The file was written by a newer version of the program.
  case newerSchema
  /// The new entry is not a valid label, or undoes an entry that does not exist.
  case refused
  /// The store has no entry by this reader that counts.
  case unknownReader
  /// The file cannot be created or written.
  case unwritable
  /// Writing failed part-way: the disk is full or failing.
  case incomplete
  /// Another process locked the file for longer than the allowed wait.
  case locked

  public var exitCode: ExitCode {
    switch self {
    case .missing: .missingInput
    case .unreadable, .incomplete: .inputOutput
    case .malformed, .newerSchema, .refused, .unknownReader: .badData
    case .unwritable: .cannotCreate
    case .locked: .locked
    }
  }
}
