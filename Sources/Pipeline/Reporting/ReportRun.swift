import Foundation
import Reports
import Runs
import Settings
import Workbench

/// `zoomin report`: the page about a run, as far as the run has come.
public struct ReportRun {
  /// The page that was written.
  public struct Result: CommandResult {
    /// Its place.
    public let page: URL

    struct Answer: Encodable {
      let schemaVersion = 1
      let report: String
    }

    public var text: String { page.path }

    public func json() throws -> String { try CanonicalJSON.text(Answer(report: page.path)) }
  }

  private let run: RunDirectory
  private let overrides: [String]

  /// The page of the run in a folder.
  ///
  /// - Parameter overrides: keys of `report`, for this page only.
  public init(_ folder: URL, overrides: [String]) {
    run = RunDirectory(folder.standardizedFileURL)
    self.overrides = overrides
  }

  /// Writes the page.
  ///
  /// - Parameter file: where to; nil: into the run, which no other process may be writing.
  /// - Throws: `RunsError` for a folder that is not a run, that is being written, or whose records are damaged;
  ///   `SettingsError`, `PipelineError` for keys of other sections; errors of the results that the page shows.
  public func perform(to file: URL?) throws -> Result {
    let written = try run.writtenExperiment()
    var experiment = written
    try ExperimentReader.apply(overrides: overrides, to: &experiment)
    try experiment.validate(place: ExperimentReader.commandLine)
    try check(experiment, against: written)
    guard let file else {
      let lock = try RunLock(run)
      defer { withExtendedLifetime(lock) {} }
      // The run's own next report has the run's own keys.
      if experiment.report != written.report { try StageLedger(run).forget(StageName.report.rawValue) }
      try page(experiment).write(to: run)
      return Result(page: run.report)
    }
    try page(experiment).write(to: file)
    return Result(page: file)
  }

  // MARK: -

  private func page(_ experiment: Experiment) throws -> RunReport {
    var source = try ReportSource(run, experiment)
    source.status = try RunStatus.current(of: run)
    return try RunReport(source)
  }

  private func check(_ experiment: Experiment, against written: Experiment) throws {
    for setting in Experiment.schema.settings
    where setting.stage != .report && setting.key.value(in: experiment) != setting.key.value(in: written) {
      throw PipelineError(
        .otherRun, at: setting.path, "is not a key of the report, so it changes nothing that the page shows",
        remedy: "Leave it out, or run the experiment with it.")
    }
  }
}
