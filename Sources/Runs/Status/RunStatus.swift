import Foundation
import Workbench

/// What a run is doing, or how it ended: `status.json`.
public struct RunStatus: RunRecord, Equatable {
  public static let remedy = "Delete the file; the next start of the run writes it again."

  /// The states of a run.
  public enum State: String, Codable, Sendable {
    /// Waiting for a launcher.
    case queued
    /// A process works on it.
    case running
    /// All stages up to the mosaics are done; in a cohort those that were asked for.
    case done
    /// Everything that was asked for is done, but not all stages up to the mosaics. The status names the last one done.
    case partial
    /// A stage failed; the same command tries again from there.
    case failed
    /// Stopped by the user or the system; the same command resumes.
    case interrupted

    /// Where a run in this state is, or ended, for a sentence; nil where all stages are done.
    public func clause(of stage: String) -> String? {
      switch self {
      case .done: nil
      case .partial: "after \(stage)"
      case .queued, .running, .failed, .interrupted: "in \(stage)"
      }
    }
  }

  /// The state.
  public var state: State
  /// The current stage, or in a partial run the last one that is done; nil before the first and after the last.
  public var stage: String?
  /// Why the run failed, as shown to the user.
  public var message: String?
  /// When this was written, ISO 8601.
  public var updated: String
  /// The machine of the process that wrote this; nil in records of versions that did not keep it.
  public var host: String?
  /// The process that wrote this.
  public var process: Int32
  /// The job of a batch system that a queued run waits for; nil: a launcher on this machine.
  public var job: String?

  /// The current state, written by this process.
  public init(_ state: State, stage: String? = nil, message: String? = nil) {
    self.state = state
    self.stage = stage
    self.message = message
    updated = Date.now.formatted(.iso8601)
    host = ThisHost.name
    process = getpid()
  }

  /// In which stage the run is or ended, or after which: `in mine`, `after train-m-net`; nil if there is none.
  public var stageClause: String? { stage.flatMap(state.clause) }

  /// The state with its stage: `done`, `running in mine`, `partial after train-m-net`.
  public var phrase: String { ([state.rawValue] + [stageClause].compactMap(\.self)).joined(separator: " ") }

  public static func place(in run: RunDirectory) -> URL { run.status }

  /// The stage that the status says is running; nil if there is none or it cannot be read. For messages about a failure
  /// that is reported anyway.
  public static func runningStage(of run: RunDirectory) -> String? {
    do {
      guard let status = try readIfPresent(from: run), status.state == .running else { return nil }
      return status.stage
    } catch {
      return nil
    }
  }
}
