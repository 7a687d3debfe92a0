import Workbench

/// What can go wrong with a run directory.
public struct RunsError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// Another living process writes the run.
    case locked(by: String)
    /// A record of the run is not what this program writes.
    case malformed(String)
  }

  /// The kind of failure.
  public let code: Code
  /// The file or folder concerned.
  public let place: String

  /// An error about a file or folder of a run.
  public init(_ code: Code, at place: String) {
    self.code = code
    self.place = place
  }

  public var description: String {
    switch code {
    case .locked(let owner): "\(place): is being written by \(owner)."
    case .malformed(let reason): "\(place): \(reason)."
    }
  }

  public var remedy: String? {
    switch code {
    case .locked: "Wait for it to end, or stop it."
    case .malformed: "Delete the file; the stage that wrote it will run again."
    }
  }

  public var exitCode: ExitCode {
    switch code {
    case .locked: .locked
    case .malformed: .badData
    }
  }
}
