import Foundation
import Runs
import Settings
import Workbench

/// A run while a process writes it: its lock, its log, its status and its provenance.
struct OpenRun {
  private let run: RunDirectory
  private let console: Console
  private let lock: RunLock

  /// Takes the lock of a run and opens its log.
  ///
  /// - Throws: `RunsError` with code `.locked`; `WorkbenchError`.
  init(_ run: RunDirectory, console: Console) throws {
    self.run = run
    self.console = console
    lock = try RunLock(run)
    try console.open(log: run.log)
    console.note("Run \(run.url.path)")
    do {
      if let last = try RunStatus.readIfPresent(from: run), last.state == .running {
        console.note(
          "Process \(last.process) ended \(last.stage.map { "in \($0)" } ?? "before the first stage") without a "
            + "message; continuing from there.")
      }
    } catch {
      console.warn("\(error.description) It is written again.")
    }
    Interruption.onCut { message in
      console.note(message)
      // If this fails, only the status is lost; the process ends here and releases the lock.
      try? RunStatus(.interrupted, stage: RunStatus.runningStage(of: run), message: message).write(to: run)
    }
  }

  /// Writes the run's records, does the work, and writes how it ended.
  ///
  /// - Parameter again: stages that run even if they are finished.
  /// - Throws: what the work throws.
  func perform<Result>(
    _ experiment: Experiment, _ identity: RunIdentity, again: Set<StageName> = [],
    _ work: (StageRunner) throws -> Result
  ) throws -> Result {
    defer { withExtendedLifetime(lock) {} }
    // Finding out what is done before takes time; meanwhile an earlier end of the run is no longer true.
    try RunStatus(.running).write(to: run)
    try identity.write(to: run)
    try ResolvedExperiment(experiment.yaml).write(to: run)
    try recordProvenance(experiment, identity)
    let runner = StageRunner(run, experiment: experiment, again: again, console: console)
    do {
      let result = try work(runner)
      try runner.folder.check()
      recordFigures()
      try endStatus(runner).write(to: run)
      return result
    } catch {
      // The user needs the error itself. If the status cannot be written on a full disk, that failure is not reported
      // too. The folder of a deleted run must not be created again to write its status.
      if !runner.folder.isGone {
        recordFigures()
        try? status(of: error, at: RunStatus.runningStage(of: run)).write(to: run)
      }
      throw error
    }
  }

  // MARK: -

  private func recordProvenance(_ experiment: Experiment, _ identity: RunIdentity) throws {
    var provenance = Provenance(
      libraries: LibraryVersions.all, laneCount: identity.laneCount,
      threadCount: experiment.budget.threadCount, precision: identity.precision)
    do {
      if let earlier = try Provenance.readIfPresent(from: run) { provenance.follow(earlier) }
    } catch {
      console.warn("\(error.description) It is written again; the libraries of earlier starts are lost.")
    }
    for change in provenance.libraryChanges { console.note(change) }
    try provenance.write(to: run)
  }

  /// Writes what lists of runs show. They read it from the run's other files where it is missing, so a failure is only
  /// warned about.
  private func recordFigures() {
    do {
      try RunFigures(of: run).write(to: run)
    } catch {
      let message = (error as? any ZoominError)?.message ?? "\(error)"
      console.warn("The figures for lists of runs were not written: \(message)")
    }
  }

  /// The status of a run in which everything that was asked for is done. It is whole if all stages are done up to the
  /// mosaics; the page of the report can be made at any time. A cohort has only the stages that are asked for.
  private func endStatus(_ runner: StageRunner) throws -> RunStatus {
    guard try CohortRecord.readIfPresent(from: run) == nil else { return RunStatus(.done) }
    var finished = try StageLedger(run).finishedStages()
    // A clustering knows its features by their content, not by the stage that mined them.
    if runner.renewed.contains(.mine), !runner.asked.contains(.cluster) {
      finished.subtract([.cluster, .judge, .mosaic])
    }
    if finished.isSuperset(of: [.evaluate, .mosaic]) { return RunStatus(.done) }
    return RunStatus(.partial, stage: finished.max()?.rawValue)
  }

  private func status(of error: any Error, at stage: String?) -> RunStatus {
    let message = (error as? any ZoominError)?.message ?? "\(error)"
    let isStopped = (error as? WorkbenchError)?.code == .stopped
    return RunStatus(isStopped ? .interrupted : .failed, stage: stage, message: message)
  }
}
