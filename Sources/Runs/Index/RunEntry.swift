import Foundation

/// A run in a list of runs.
public struct RunEntry: Sendable {
  /// The run.
  public let run: RunDirectory
  /// The experiment it belongs to.
  public let experiment: String
  /// The name of its folder.
  public let id: String
  /// What it is doing, or how it ended; nil where it has no status yet, or one that cannot be read.
  public let status: RunStatus?
  /// When it last started, ISO 8601; nil where nothing is known.
  public let started: String?
  /// Why records of the run cannot be read; empty for a sound one.
  public let faults: [RunsError]

  /// The measures of the run; nil where it is not evaluated yet. Read at every call: lists of many runs ask for what they
  /// show.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func evaluation() throws(RunsError) -> Evaluation? { try Evaluation.readIfPresent(from: run) }

  /// Reads the small records of a folder; nil where it is not the folder of a run, which has a status or an identity.
  init?(_ run: RunDirectory, experiment: String, id: String) {
    self.run = run
    self.experiment = experiment
    self.id = id
    var faults: [RunsError] = []
    var status: RunStatus?
    var started: String?
    do throws(RunsError) {
      status = try RunStatus.current(of: run)
      if status == nil, access(run.identity.path, F_OK) != 0 { return nil }
    } catch {
      faults.append(error)
    }
    do throws(RunsError) {
      started = try Provenance.started(run)
    } catch {
      faults.append(error)
    }
    self.status = status
    self.started = started
    self.faults = faults
  }
}
