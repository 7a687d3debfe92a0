import Workbench

/// An error with a data set: its tables, its pictures, or the keys that describe it.
public struct FundusError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// A file, folder or picture that was named does not exist.
    case missing
    /// A file or picture cannot be read.
    case unreadable
    /// A table has an impossible value, a repeated row, or a row about a picture that does not exist.
    case malformed
    /// A file is not a picture, or shows no retina.
    case broken
    /// A key of the configuration is wrong.
    case configuration
    /// More pictures had to be skipped than the configuration allows.
    case tooManySkipped
    /// A file of the cache cannot be written.
    case unwritable
    /// Writing failed half-way: the disk is full or failing.
    case incomplete
  }

  /// The kind of failure.
  public let code: Code
  /// The file, folder or key concerned.
  public let place: String
  /// The line of a table, counted from 1.
  public let line: Int?
  /// What is wrong, as a clause without the place.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error about `place`; `reason` is a clause such as "grades 17_left twice".
  public init(_ code: Code, at place: String, line: Int? = nil, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.line = line
    self.reason = reason
    self.remedy = remedy
  }

  /// The same failure of a table or file, as this module reports it.
  public init(_ error: WorkbenchError) {
    let code: Code =
      switch error.code {
      case .missing: .missing
      case .unreadable, .memory, .stopped: .unreadable
      case .unwritable: .unwritable
      case .incomplete: .incomplete
      case .malformed: .malformed
      }
    self.init(code, at: error.place, line: error.line, error.reason, remedy: error.remedy)
  }

  public var description: String {
    "\(place)\(line.map { ", line \($0)" } ?? ""): \(reason)."
  }

  public var exitCode: ExitCode {
    switch code {
    case .missing: .missingInput
    case .unreadable, .incomplete: .inputOutput
    case .malformed, .broken, .tooManySkipped: .badData
    case .configuration: .configuration
    case .unwritable: .cannotCreate
    }
  }
}
