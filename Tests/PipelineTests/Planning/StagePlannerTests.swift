import Foundation
import Runs
import Settings
import TestSupport
import Testing
import Workbench

@testable import Pipeline

/// The reasons of a plan by themselves, on a run of which only the features are left.
@Suite("Plans of stages")
struct StagePlannerTests {
  private func steps(_ mined: MinedRun, _ overrides: [String], again: Set<StageName> = []) throws -> [String]
  {
    var experiment = mined.experiment
    try ExperimentReader.apply(overrides: overrides, to: &experiment)
    let planner = StagePlanner(mined.run, experiment: experiment, again: again)
    let context = RunContext(
      experiment, run: mined.run, identity: mined.identity,
      data: ExperimentData(experiment, console: Console()), console: Console())
    try PipelineRun(context, runner: planner, wanted: [.cluster, .judge]).perform()
    return planner.steps.map {
      ([$0.record, $0.state.rawValue] + $0.reasons.map(\.text)).joined(separator: " | ")
    }
  }

  @Test("One key of the clustering runs it and what follows, and nothing before.")
  func clustering() throws {
    let mined = try MinedRun()
    #expect(
      try steps(mined, []) == [
        "cluster | run | not done in this run yet", "judge | run | not done in this run yet",
      ])
    try mined.pipeline([.cluster, .judge]).perform()
    #expect(try steps(mined, []) == ["cluster | up to date", "judge | up to date"])
    #expect(
      try steps(mined, ["cluster.damping=0.8"]) == [
        "cluster | run | cluster.damping: 0.9 -> 0.8", "judge | run | cluster is another one",
      ])
    #expect(
      try steps(mined, ["cluster.method=sparse"])[0]
        == "cluster | run | cluster.method: auto -> sparse | cluster.neighbours: not used -> 50",
      "keys that the other method asks for are named too")
    #expect(
      try steps(mined, ["judge.permutations=200"]) == [
        "cluster | up to date", "judge | run | judge.permutations: 100 -> 200",
      ])
    #expect(
      try steps(mined, [], again: [.judge]) == ["cluster | up to date", "judge | run | asked for by --from"])
  }

  @Test("A record of an earlier version does not say what its key was made of.")
  func earlierVersion() throws {
    let mined = try MinedRun()
    try mined.pipeline([.cluster]).perform()
    let ledger = StageLedger(mined.run)
    let entry = try #require(try ledger.entry(ClusterStage.Output.self, of: "cluster"))
    try ledger.record(StageLedger.Entry(key: entry.key, output: entry.output), of: "cluster")
    #expect(try steps(mined, [])[0] == "cluster | up to date")
    #expect(
      try steps(mined, ["cluster.damping=0.8"])[0]
        == "cluster | run | its settings or inputs changed since an earlier version of the program recorded it"
    )
  }
}
