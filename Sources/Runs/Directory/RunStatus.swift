import Foundation
import Workbench

/// What a run is doing, or how it ended: `status.json`.
public struct RunStatus: Codable, Sendable, Equatable {
  /// The states a run passes through.
  public enum State: String, Codable, Sendable {
    /// Waiting for a launcher.
    case queued
    /// A process works on it.
    case running
    /// Every stage is done.
    case done
    /// A stage failed; the same command tries again from there.
    case failed
    /// Stopped by the user or the system; the same command resumes.
    case interrupted
  }

  /// The state.
  public var state: State
  /// The stage concerned; nil before the first and after the last.
  public var stage: String?
  /// Why the run failed, as the user read it.
  public var message: String?
  /// When this was written, ISO 8601.
  public var updated: String
  /// The process that wrote this.
  public var process: Int32

  /// A state as of now, written by this process.
  public init(_ state: State, stage: String? = nil, message: String? = nil) {
    self.state = state
    self.stage = stage
    self.message = message
    updated = Date.now.formatted(.iso8601)
    process = getpid()
  }

  /// The status that a run was left with; nil where there is none, or none that can be read.
  public static func left(in run: RunDirectory) -> RunStatus? {
    FileManager.default.contents(atPath: run.status.path).flatMap {
      try? JSONDecoder().decode(RunStatus.self, from: $0)
    }
  }

  /// Replaces the run's status.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func write(to run: RunDirectory) throws {
    try AtomicFile.write(CanonicalJSON.data(self), to: run.status)
  }
}
