import Foundation
import Runs
import Settings
import Workbench

/// `zoomin sweep` of whole runs: members are written down once, run by a launcher, and compared in a table.
///
/// The folder contains `members.json`, `members/` with each member's experiment, log and result, `sweep.csv` and
/// `sweep.json`. Runs lie where every run lies.
public struct RunSweep {
  /// A finished sweep, or its state.
  public struct Result: SweepOutcome {
    public let text: String
    public let isNegative: Bool
    let summary: Summary

    public func json() throws -> String { try CanonicalJSON.text(summary) }
  }

  /// The content of `sweep.json`, without times and hosts.
  struct Summary: Codable {
    let schemaVersion: Int
    let name: String
    let folder: String
    let swept: [String]
    let members: [MemberReport]
  }

  private let sweep: Sweep
  private let place: String
  private let choices: Choices
  private let program: URL
  private let console: Console
  private let outputs: OutputsDirectory
  private let directory: SweepDirectory

  /// What the command line asks for.
  public struct Choices: Sendable {
    /// Whether combinations whose other settings have changed become new members.
    public var addsChanged = false
    /// Whether only members that the file asks for are started.
    public var startsListedOnly = false

    /// The usual choices.
    public init() {}
  }

  /// A sweep that has been read; `place` names it in messages.
  public init(
    _ sweep: Sweep, place: String, choices: Choices = Choices(), program: URL? = nil, console: Console
  ) {
    self.sweep = sweep
    self.place = place
    self.choices = choices
    self.program = program ?? Program.executable
    self.console = console
    outputs = OutputsDirectory(sweep.base.outputs)
    directory = outputs.sweepOfRuns(sweep.name)
  }

  /// Adds members that are new, starts those that are not done, and makes the table.
  ///
  /// - Throws: `SettingsError`; errors of photographs and weights; `RunsError` `.locked`; `WorkbenchError` `.stopped`
  ///   after an interruption.
  public func perform() throws -> Result {
    try WritableFolder.check(
      outputs.url, remedy: "Name a folder that can be written as runtime.outputs=FOLDER.")
    try checkFolder()
    let folder = RunDirectory(directory.url)
    // Members' processes of an earlier start may still write into the folder.
    let lock = try RunLock(folder, isOnlyWriter: false)
    defer { withExtendedLifetime(lock) {} }
    try console.open(log: folder.log)
    let launcher = launcher
    let identities = MemberIdentities(outputs: outputs, threadCount: launcher.threadCount, console: console)
    let frozen = try MemberFreezer(
      sweep: sweep, directory: directory, identities: identities, place: place, console: console
    ).freeze(addsChanged: choices.addsChanged)
    let paths = Self.paths(of: frozen.members, sweep.plan.paths)
    let before = try reports(of: frozen.members, paths, launcher)
    let doneCount = before.count { $0.state == .done }
    console.note(
      "Sweep \(directory.url.path): \(Counted.text(before.count, "member")), \(doneCount) done before")
    let open = zip(frozen.members, before).filter { member, report in
      report.state != .done && (!choices.startsListedOnly || frozen.asked.contains(member.number))
    }.map(\.0)
    try launch(open, launcher, paths, doneCount: doneCount, totalCount: frozen.members.count)
    return try finish(try reports(of: frozen.members, paths, launcher), paths)
  }

  /// The states of the members that were added, without starting or writing anything.
  ///
  /// - Throws: `PipelineError` if the sweep was never started; `RunsError` if a record cannot be read.
  public func state() throws -> Result {
    guard let list = try SweepMemberList.readIfPresent(from: directory) else {
      throw PipelineError(
        .noResult, at: directory.url.path, "holds no sweep of runs", remedy: "Start it, without --status.")
    }
    let paths = Self.paths(of: list.members, sweep.plan.paths)
    return result(try reports(of: list.members, paths, launcher), paths)
  }

  // MARK: -

  private var launcher: any Launcher {
    switch sweep.launch.place {
    case .local:
      LocalLauncher(
        sweep: directory, outputs: outputs, program: program, jobCount: sweep.launch.jobCount ?? 1,
        budget: sweep.base.budget, failsFast: sweep.launch.failsFast)
    case .slurm:
      SlurmLauncher(
        sweep: directory, outputs: outputs, name: sweep.name, program: program,
        jobCount: sweep.launch.jobCount,
        settings: sweep.launch.slurm, waits: sweep.launch.waits)
    }
  }

  /// Refuses a folder with clusterings, which a sweep of clusterings of the same name has made.
  private func checkFolder() throws {
    guard !directory.isOfRuns, access(directory.table.path, F_OK) == 0 else { return }
    throw PipelineError(
      .otherRun, at: directory.url.path, "holds a sweep of clusterings",
      remedy: "Give this sweep another name.")
  }

  /// The swept keys of the table: those of the file, then those of earlier members.
  private static func paths(of members: [SweepMember], _ asked: [String]) -> [String] {
    let all = Set(members.flatMap { $0.settings.map(\.path) })
    return asked.filter(all.contains) + all.subtracting(asked).sorted()
  }

  private func reports(
    of members: [SweepMember], _ paths: [String], _ launcher: any Launcher
  ) throws -> [MemberReport] {
    let inspector = MemberInspector(sweep: directory, outputs: outputs)
    let activities = try launcher.activities()
    return try members.map { try inspector.report(of: $0, paths: paths, activity: activities[$0.number]) }
  }

  private func launch(
    _ members: [SweepMember], _ launcher: any Launcher, _ paths: [String], doneCount: Int, totalCount: Int
  ) throws {
    let inspector = MemberInspector(sweep: directory, outputs: outputs)
    let progress = StageProgress("sweep", console: console)
    var count = doneCount
    let groups = Dictionary(grouping: members) { "\($0.experiment)/\($0.run)" }.values
      .sorted { $0[0].number < $1[0].number }
    try launcher.launch(groups) { event in
      switch event {
      case .note(let text): console.note(text)
      case .started(let member): console.note("\(member.text): started")
      case .awaited(let member): console.note("\(member.text): its run is being written; waiting for it")
      case .ended(let member):
        do throws(RunsError) {
          let report = try inspector.report(of: member, paths: paths, activity: nil)
          console.note("\(member.text): \(report.state.rawValue)" + (report.reason.map { ": \($0)" } ?? ""))
          if report.state == .done { count += 1 }
        } catch {
          console.warn(error.message)
        }
        _ = progress.listener(.advanced(done: count, total: totalCount, unit: "members"))
      }
    }
  }

  private func result(_ reports: [MemberReport], _ paths: [String]) -> Result {
    let table = RunSweepTable(paths: paths, reports: reports)
    let counts = MemberReport.State.allCases.compactMap { state -> String? in
      let count = reports.count { $0.state == state }
      return count == 0 ? nil : "\(count) \(state.rawValue)"
    }
    return Result(
      text: table.text + "\n\n" + counts.joined(separator: ", ") + "\n" + directory.url.path,
      isNegative: reports.contains { $0.state == .failed || $0.state == .interrupted },
      summary: Summary(
        schemaVersion: 1, name: sweep.name, folder: directory.url.path, swept: paths, members: reports))
  }

  private func finish(_ reports: [MemberReport], _ paths: [String]) throws -> Result {
    let result = result(reports, paths)
    try AtomicFile.write(RunSweepTable(paths: paths, reports: reports).csv, to: directory.table)
    try AtomicFile.write(CanonicalJSON.data(result.summary), to: directory.summary)
    return result
  }
}
