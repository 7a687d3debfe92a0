import Workbench

/// An error with a run directory.
public struct RunsError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// Another living process writes the run.
    case locked(by: String)
    /// The file or folder does not exist.
    case missing
    /// The file or folder cannot be read, and why.
    case unreadable(String)
    /// A record of the run does not have this program's format.
    case malformed(String)
  }

  /// The kind of failure.
  public let code: Code
  /// The file or folder concerned.
  public let place: String
  /// The line of a text file, counted from 1.
  public let line: Int?
  /// What the user can do about it.
  public let remedy: String?

  /// An error about a file or folder of a run. Without a remedy it has the default one of its kind.
  public init(_ code: Code, at place: String, line: Int? = nil, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.line = line
    self.remedy = remedy ?? Self.remedy(for: code)
  }

  public var description: String { "\(place)\(line.map { ", line \($0)" } ?? ""): \(reason)." }

  /// What is wrong, as a clause without the place.
  public var reason: String {
    switch code {
    case .locked(let owner): "is being written by \(owner)"
    case .missing: "does not exist"
    case .unreadable(let reason), .malformed(let reason): reason
    }
  }

  public var exitCode: ExitCode {
    switch code {
    case .locked: .locked
    case .missing: .missingInput
    case .unreadable: .inputOutput
    case .malformed: .badData
    }
  }

  // MARK: -

  private static func remedy(for code: Code) -> String {
    switch code {
    case .locked: "Wait for it to end, or stop it."
    case .missing: "Check the path."
    case .unreadable: "Check that it may be read."
    case .malformed: "Delete the file; the stage that wrote it will run again."
    }
  }
}
