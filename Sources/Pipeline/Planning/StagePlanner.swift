import Runs
import Settings
import Workbench

/// Says which stages would run and why, by the keys and records by which `StageRunner` decides. Runs and writes nothing.
final class StagePlanner: StagePerformer {
  /// The stages that were asked about, in order.
  private(set) var steps: [StagePlan] = []

  private let experiment: Experiment
  private let again: Set<StageName>
  private let records: StageRecords

  /// A planner of the stages of an experiment without unresolved `auto` settings.
  ///
  /// - Parameter again: stages that run even if they are finished.
  init(_ run: RunDirectory, experiment: Experiment, again: Set<StageName> = []) {
    self.experiment = experiment
    self.again = again
    records = StageRecords(run)
  }

  var runsStages: Bool { false }

  /// The recorded result of a stage that would not run, else one that stands for it.
  ///
  /// - Throws: if an input or a file that a setting names cannot be read.
  func result<Step: Stage>(of stage: Step) throws -> StageResult<Step.Output> {
    let name = stage.record
    let basis = try stage.basis(experiment)
    let key = basis.key(of: name)
    var reasons: [StagePlan.Reason] = []
    var output: Step.Output?
    do throws(RunsError) {
      if let entry = try records.ledger.entry(Step.Output.self, of: name) {
        if entry.key != key {
          reasons = entry.basis.map { basis.changes(since: $0).map(reason) } ?? [.unknownChange]
        } else if let missing = records.firstMissing(of: entry.output) {
          reasons = [.missing(missing)]
        } else {
          output = entry.output
        }
      } else {
        reasons = [.notDone]
      }
    } catch {
      reasons = [.unreadable(error.description)]
    }
    if again.contains(stage.name) { reasons.insert(.asked, at: 0) }
    steps.append(StagePlan(record: name, reasons: reasons))
    return StageResult(
      record: name, key: key, output: output ?? Step.Output.planned(content: Self.contentPrefix + name))
  }

  func recorded<Output: StageOutput>(_ type: Output.Type, as record: String) throws -> StageResult<Output>? {
    try records.result(type, of: record)
  }

  /// Not asked for: times are no part of a plan.
  var stageSeconds: [(stage: String, seconds: Double)] { [] }

  // MARK: -

  /// Begins what stands for the content of the result of a stage that would run.
  private static let contentPrefix = "result of "

  /// Whether another result of a stage is certain, so that the stages that use it run too.
  private func isCertain(_ record: String) -> Bool {
    steps.first { $0.record == record }.map { $0.state != .perhaps } ?? true
  }

  private func reason(_ change: StageBasis.Change) -> StagePlan.Reason {
    guard case .input(let name, _, let after?) = change else { return .changed(change) }
    if after.hasPrefix(Self.contentPrefix) {
      return .result(of: String(after.dropFirst(Self.contentPrefix.count)))
    }
    guard name.hasPrefix(StageBasis.stagePrefix) else { return .changed(change) }
    let stage = String(name.dropFirst(StageBasis.stagePrefix.count))
    return isCertain(stage) ? .stage(stage) : .result(of: stage)
  }
}
