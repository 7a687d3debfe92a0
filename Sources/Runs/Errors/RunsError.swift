import Workbench

/// An error with a run directory.
public struct RunsError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// Another living process writes the run.
    case locked(by: String)
    /// The file or folder does not exist.
    case missing
    /// A word is neither a run's folder nor the id of a run in this folder.
    case unknownRun(in: String)
    /// A word stands for several runs: these.
    case ambiguous([String])
    /// The run cannot be moved, and why.
    case immovable(String)
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
    case .unknownRun(let folder):
      "is neither the folder of a run nor the beginning of the id of a run in \(folder)"
    case .ambiguous(let names):
      "stands for \(names.count) runs: \(names.prefix(4).joined(separator: ", "))"
        + (names.count > 4 ? ", ..." : "")
    case .immovable(let reason): reason
    case .unreadable(let reason), .malformed(let reason): reason
    }
  }

  public var exitCode: ExitCode {
    switch code {
    case .locked: .locked
    case .missing, .unknownRun: .missingInput
    case .ambiguous: .usage
    case .immovable: .cannotCreate
    case .unreadable: .inputOutput
    case .malformed: .badData
    }
  }

  // MARK: -

  private static func remedy(for code: Code) -> String {
    switch code {
    case .locked: "Wait for it to end, or stop it."
    case .missing: "Check the path."
    case .unknownRun: "`zoomin runs list` shows the runs that there are."
    case .ambiguous: "Give one of them, or more of its id."
    case .immovable: "Move it by hand."
    case .unreadable: "Check that it may be read."
    case .malformed: "Delete the file; the stage that wrote it will run again."
    }
  }
}
