import Foundation
import Pipeline
import Runs
import Settings
import Workbench

/// `zoomin runs list`: the runs under a folder of outputs with their states and key figures.
public struct RunsListJob {
  /// The state of a run in a list.
  public enum State: String, CaseIterable, Encodable, Sendable {
    case queued, running, done, partial, failed, interrupted
    /// The run has no status yet, or it cannot be read.
    case unknown

    init(_ status: RunStatus?) { self = status.flatMap { State(rawValue: $0.state.rawValue) } ?? .unknown }
  }

  /// Which runs are listed, and in which order.
  public struct Selection: Sendable {
    /// The states to list; empty for all.
    public var states: [State] = []
    /// The experiments to list; empty for all.
    public var experiments: [String] = []
    /// Conditions such as `cluster.damping=0.8`, all of which a run meets.
    public var conditions: [String] = []
    /// What the runs are ordered by.
    public var order = RunOrder.started
    /// Whether the order is turned round.
    public var isReversed = false

    /// Every run, the one that started last first.
    public init() {}
  }

  /// The list.
  public struct Result: CommandResult {
    let outputs: String
    let runs: [ListedRun]
    let count: Int
    let now: Date
    let faults: [String]

    struct Answer: Encodable {
      let schemaVersion = 1
      let outputs: String
      let runs: [ListedRun]
      let faults: [String]
    }

    public func json() throws -> String {
      try CanonicalJSON.text(Answer(outputs: outputs, runs: runs, faults: faults))
    }

    /// A table, then how many runs there are of each state.
    public var text: String { RunList(runs: runs, now: now).lines.joined(separator: "\n") + ending }

    private var ending: String {
      guard !runs.isEmpty else {
        return count == 0 ? "No run in \(outputs)." : "None of \(Counted.text(count, "run")) in \(outputs)."
      }
      let states = State.allCases.compactMap { state -> String? in
        let count = runs.count { $0.state == state }
        return count == 0 ? nil : "\(Counted.text(count)) \(state.rawValue)"
      }
      let whole =
        runs.count == count
        ? Counted.text(count, "run") : "\(Counted.text(runs.count)) of \(Counted.text(count, "run"))"
      return "\n\n\(whole) in \(outputs): \(states.joined(separator: ", "))."
    }
  }

  private let outputs: URL
  private let selection: Selection
  private let console: Console

  /// A list of the runs in a folder of outputs.
  public init(_ outputs: URL, _ selection: Selection, console: Console) {
    self.outputs = outputs.standardizedFileURL
    self.selection = selection
    self.console = console
  }

  /// Reads the small records of every run.
  ///
  /// - Throws: `RunsError` if the folder of outputs cannot be read; `SettingsError` for a condition that is none.
  public func perform(now: Date = .now) throws -> Result {
    let conditions = try selection.conditions.map(SettingCondition.init)
    let index = try RunIndex(OutputsDirectory(outputs))
    let entries = index.entries.filter { entry in
      (selection.experiments.isEmpty || selection.experiments.contains(entry.experiment))
        && (selection.states.isEmpty || selection.states.contains(State(entry.status)))
    }
    let found = Parallel.values(count: entries.count, threadCount: AllowedCores.count) { index in
      Self.listed(entries[index], where: conditions)
    }
    var runs = selection.order.sorted(found.compactMap(\.self))
    if selection.isReversed { runs.reverse() }
    let faults = index.unreadable.map(\.message)
    for fault in faults + runs.flatMap(\.faults) { console.warn(fault) }
    return Result(outputs: outputs.path, runs: runs, count: index.entries.count, now: now, faults: faults)
  }

  // MARK: -

  /// The run, if its settings meet all conditions; also where they cannot be read, with the reason.
  private static func listed(_ entry: RunEntry, where conditions: [SettingCondition]) -> ListedRun? {
    guard !conditions.isEmpty else { return ListedRun(entry) }
    do throws(RunsError) {
      guard let settings = try RunSettings(of: entry.run),
        conditions.allSatisfy({ settings[$0.key] == $0.value })
      else { return nil }
      return ListedRun(entry)
    } catch {
      return ListedRun(entry, faults: [error])
    }
  }
}

/// A key and the value that a run must have, as experiments spell it.
struct SettingCondition: Sendable {
  let key: String
  let value: String

  /// A condition that is written like an override.
  ///
  /// - Throws: `SettingsError` for an unknown key or a value that it cannot have.
  init(_ text: String) throws {
    var experiment = Experiment()
    try ExperimentReader.apply(overrides: [text], to: &experiment)
    key = String(text.prefix { $0 != "=" })
    value = try ExperimentReader.setting(key, place: ExperimentReader.commandLine).key
      .value(in: experiment).yaml
  }
}
