import Foundation
import Settings
import Workbench

/// `zoomin sweep`: reads the file, applies what the command line says, and makes clusterings or runs.
public struct SweepJob {
  /// What the command line says besides overrides.
  public struct Options: Sendable {
    /// The feature file in place of the file's source.
    public var features: String?
    /// The data set that holds the features.
    public var dataset: String?
    /// The run in place of the file's source.
    public var run: String?
    /// The folder of a sweep of clusterings.
    public var out: String?
    /// Where members run.
    public var place: LaunchSettings.Place?
    /// How many members run at the same time.
    public var jobCount: Int?
    /// Whether the first member that fails ends the sweep.
    public var failsFast = false
    /// Whether to wait for the jobs of a batch system.
    public var waits = false
    /// Whether only the states of members are shown.
    public var showsState = false
    /// Further choices for sweeps of runs.
    public var choices = RunSweep.Choices()

    /// No options.
    public init() {}
  }

  private let file: String
  private let overrides: [String]
  private let options: Options
  private let console: Console

  /// The sweep of a file.
  public init(_ file: String, overrides: [String], options: Options, console: Console) {
    self.file = file
    self.overrides = overrides
    self.options = options
    self.console = console
  }

  /// Reads the file and does what it says.
  ///
  /// - Throws: `SettingsError` if the options do not fit the file; the errors of both kinds of sweep.
  public func perform() throws -> any SweepOutcome {
    var sweep = try SweepReader.read(URL(fileURLWithPath: file), overrides: overrides)
    if sweep.isOfRuns {
      try refuse(
        [
          "--features": options.features, "--dataset": options.dataset, "--run": options.run,
          "--out": options.out,
        ]
        .compactMap { $1 == nil ? nil : $0 }.sorted(),
        "is for sweeps of clusterings, but the sweep names an experiment")
      if let place = options.place { sweep.launch.place = place }
      if let count = options.jobCount { sweep.launch.jobCount = count }
      sweep.launch.failsFast = options.failsFast
      sweep.launch.waits = options.waits
      try refuse(
        sweep.launch.place == .slurm && options.failsFast ? ["--fail-fast"] : [],
        "is for members on this machine")
      try refuse(sweep.launch.place == .local && options.waits ? ["--wait"] : [], "is for members in Slurm")
      let run = RunSweep(sweep, place: file, choices: options.choices, console: console)
      return options.showsState ? try run.state() : try run.perform()
    }
    let others: [(String, Bool)] = [
      ("--launcher", options.place != nil), ("--jobs", options.jobCount != nil),
      ("--fail-fast", options.failsFast),
      ("--wait", options.waits), ("--status", options.showsState),
      ("--add-changed", options.choices.addsChanged),
      ("--listed", options.choices.startsListedOnly),
    ]
    try refuse(others.filter(\.1).map(\.0), "is for sweeps of whole runs, but the sweep names no experiment")
    if let features = options.features {
      (sweep.source, sweep.dataset) = (.features(features), options.dataset)
    }
    if let run = options.run { (sweep.source, sweep.dataset) = (.run(run), nil) }
    if let dataset = options.dataset {
      guard case .features = sweep.source else {
        throw SettingsError(
          .conflict(
            "--dataset names a data set of a feature file, but the sweep names a run",
            remedy: "Give --features too, or leave --dataset out."), at: ExperimentReader.commandLine)
      }
      sweep.dataset = dataset
    }
    return try SweepRun(
      sweep, place: file, out: options.out.map { URL(fileURLWithPath: $0, isDirectory: true) },
      console: console
    ).perform()
  }

  // MARK: -

  private func refuse(_ names: [String], _ reason: String) throws(SettingsError) {
    guard let name = names.first else { return }
    throw SettingsError(
      .conflict("\(name) \(reason)", remedy: "Leave it out."), at: ExperimentReader.commandLine)
  }
}

/// The result of a sweep, of clusterings or of runs.
public protocol SweepOutcome: CommandResult {
  /// Whether some member is not done and nothing works on it.
  var isNegative: Bool { get }
}
