import Foundation

/// A run in a list of runs.
public struct RunEntry: Sendable {
  /// The run.
  public let run: RunDirectory
  /// The experiment it belongs to.
  public let experiment: String
  /// The name of its folder.
  public let id: String
  /// What it is doing, or how it ended; nil if it has no status yet or the status cannot be read.
  public let status: RunStatus?
  /// When it last started, ISO 8601; nil if unknown.
  public let started: String?
  /// The name of the run whose network reads the pictures, in a run without training of its own; nil if it trains.
  public let network: String?
  /// The errors of records that cannot be read; empty if all can.
  public let faults: [RunsError]

  /// The results of the run; nil if it is not evaluated yet. The file is read at every call, because lists of many runs
  /// need only those that they show.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public func evaluation() throws(RunsError) -> Evaluation? { try Evaluation.readIfPresent(from: run) }

  /// Reads the small records of a folder; nil if it is not the folder of a run, which has a status or an identity.
  public init?(_ run: RunDirectory, experiment: String, id: String) {
    self.run = run
    self.experiment = experiment
    self.id = id
    var faults: [RunsError] = []
    var status: RunStatus?
    var started: String?
    var network: String?
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
    do throws(RunsError) {
      network = try CohortRecord.readIfPresent(from: run)?.network
    } catch {
      faults.append(error)
    }
    self.status = status
    self.network = network
    self.started = started
    self.faults = faults
  }
}
