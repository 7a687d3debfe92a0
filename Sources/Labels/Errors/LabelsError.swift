import Workbench

/// What can go wrong with the file that labels are kept in.
public struct LabelsError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
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
  }

  /// The kind of failure.
  public let code: Code
  /// The file concerned.
  public let place: String
  /// What is wrong, without the place, as a clause.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error about `place`; `reason` is a clause such as "is no store of labels".
  public init(_ code: Code, at place: String, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String { "\(place): \(reason)." }

  public var exitCode: ExitCode {
    switch code {
    case .missing: .missingInput
    case .unreadable, .incomplete: .inputOutput
    case .malformed, .newerSchema, .refused: .badData
    case .unwritable: .cannotCreate
    case .locked: .locked
    }
  }
}
