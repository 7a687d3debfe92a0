/// What can go wrong below the level of pictures and networks: files, tables, memory.
public struct WorkbenchError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// The file or folder does not exist.
    case missing
    /// The file or folder cannot be opened or read.
    case unreadable
    /// The file or folder cannot be created or written.
    case unwritable
    /// Writing failed part-way: the disk is full or failing.
    case incomplete
    /// The content does not follow its format.
    case malformed
    /// Not enough memory.
    case memory
    /// The user, or the system, asked the program to stop.
    case stopped
  }

  /// The kind of failure.
  public let code: Code
  /// The file, folder or table concerned.
  public let place: String
  /// The line of a text file, counted from 1.
  public let line: Int?
  /// What is wrong, without the place, as a clause.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error about `place`; `reason` is a clause such as "has no column named level".
  public init(_ code: Code, at place: String, line: Int? = nil, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.line = line
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String {
    "\(place)\(line.map { ", line \($0)" } ?? ""): \(reason)."
  }

  public var exitCode: ExitCode {
    switch code {
    case .missing: .missingInput
    case .unreadable: .inputOutput
    case .unwritable: .cannotCreate
    case .incomplete: .inputOutput
    case .malformed: .badData
    case .memory: .unavailable
    case .stopped: .interrupted
    }
  }
}
