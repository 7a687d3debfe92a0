import Foundation
import Runs
import Settings
import Testing
import Workbench

@testable import Commands

@Suite struct RunsListTests {
  private let runs: SampleRuns

  init() throws { runs = try SampleRuns() }

  @Test func `the list has one line for each run, the newest first, and counts them`() throws {
    try runs.add("quick/aa00", age: 7_300, kappa: 0.75)
    try runs.add("quick/bb00", .failed, age: 30)
    let lock = try RunLock(try runs.add("slow/cc00", .running, age: 200_000))
    let result = try runs.list()
    #expect(
      result.text == """
        state     age  experiment  id    split  kappa    AUC  clusters  candidates
        failed   30 s  quick       bb00                                             in mine
        done      2 h  quick       aa00  test   0.750  0.875         7           2
        running   2 d  slow        cc00                                             in mine

        3 runs in \(runs.outputs.url.path): 1 running, 1 done, 1 failed.
        """)
    withExtendedLifetime(lock) {}
  }

  @Test func `a run whose process was killed is interrupted, one of another machine is believed`() throws {
    _ = try RunLock(try runs.add("one/killed", .running))
    var status = RunStatus(.running, stage: "mine")
    status.host = "elsewhere"
    try status.write(to: try runs.add("one/remote", .running))
    let listed = try runs.list { $0.order = .id }.runs
    #expect(listed.map(\.state) == [.interrupted, .running])
    #expect(listed.map(\.host) == [nil, "elsewhere"])
    #expect(listed.map(\.remark) == ["in mine", "in mine, on elsewhere"])
  }

  @Test func `a cohort is shown with the run whose network reads it`() throws {
    try runs.add("one/aa", kappa: 0.5)
    try CohortRecord(network: "aa", data: "eyes").write(to: try runs.add("one/eyes-bb", kappa: 0.25))
    #expect(try runs.list { $0.order = .id }.runs.map(\.remark) == ["", "cohort of aa"])
  }

  @Test func `runs are chosen by state, experiment and the value of a key`() throws {
    try runs.add("one/aa", overrides: ["cluster.damping=0.8"])
    try runs.add("one/bb", .failed, overrides: ["cluster.damping=0.8", "model.preset=testing"])
    try runs.add("two/cc", .failed)
    func ids(_ change: (inout RunsListJob.Selection) -> Void) throws -> [String] {
      try runs.list {
        $0.order = .id
        change(&$0)
      }.runs.map(\.id)
    }
    #expect(try ids { $0.states = [.failed] } == ["bb", "cc"])
    #expect(try ids { $0.states = [.done, .running] } == ["aa"])
    #expect(try ids { $0.experiments = ["one"] } == ["aa", "bb"])
    #expect(try ids { $0.conditions = ["cluster.damping=0.80"] } == ["aa", "bb"], "another spelling")
    #expect(try ids { $0.conditions = ["cluster.damping=0.8", "model.preset=testing"] } == ["bb"])
    #expect(try ids { $0.conditions = ["cluster.damping=\(Experiment().cluster.damping)"] } == ["cc"])
    #expect(throws: SettingsError.self) { try ids { $0.conditions = ["cluster.dampng=0.8"] } }
    #expect(throws: SettingsError.self) { try ids { $0.conditions = ["cluster.damping=7"] } }
    let none = try runs.list { $0.states = [.queued] }
    #expect(none.text == "None of 3 runs in \(runs.outputs.url.path).")
  }

  @Test func `a key that the run's version did not have has its default`() throws {
    let run = try runs.add("one/aa")
    let yaml = try #require(try ResolvedExperiment.readIfPresent(from: run)).text
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("  damping:")
    }
    try ResolvedExperiment(lines.joined(separator: "\n")).write(to: run)
    let settings = try #require(try RunSettings(of: run))
    #expect(settings["cluster.damping"] == "\(Experiment().cluster.damping)" && settings["no.key"] == nil)
    #expect(settings.changes.map(\.key) == ["experiment.name"])
  }

  @Test(arguments: [
    (RunOrder.kappa, ["best", "good", "none"]), (.clusters, ["good", "best", "none"]),
    (.candidates, ["best", "good", "none"]), (.id, ["best", "good", "none"]),
    (.started, ["none", "best", "good"]),
    (.auc, ["best", "good", "none"]), (.margin, ["best", "good", "none"]),
    (.recall, ["best", "good", "none"]),
    (.state, ["best", "good", "none"]), (.experiment, ["best", "good", "none"]),
  ])
  func `runs are ordered by a column, the best first and those without a figure last`(
    order: RunOrder, ids: [String]
  ) throws {
    try runs.add("one/good", age: 30, kappa: 0.5, clusters: 9)
    try runs.add("one/best", age: 20, kappa: 0.75, clusters: 3)
    try runs.add("one/none", age: 10)
    #expect(try runs.list { $0.order = order }.runs.map(\.id) == ids)
    let turned = try runs.list {
      $0.order = order
      $0.isReversed = true
    }
    #expect(turned.runs.map(\.id) == ids.reversed())
  }

  @Test func `the list as JSON has times in place of ages, and figures with intervals`() throws {
    try runs.add("one/aa", age: 60, kappa: 0.5)
    let fields = try SampleRuns.fields(runs.list())
    let run = try #require((fields["runs"] as? [[String: Any]])?.first)
    #expect(fields["schemaVersion"] as? Int == 1)
    #expect(run["state"] as? String == "done" && run["id"] as? String == "aa")
    #expect(run["started"] as? String == "2023-11-14T22:12:20Z")
    let kappa = try #require((run["figures"] as? [String: Any])?["kappa"] as? [String: Any])
    #expect((kappa["interval"] as? [String: Double])?["low"] == 0.375)
  }

  @Test func `a run that cannot be read is listed with the reason`() throws {
    try AtomicFile.write("{", to: try runs.add("one/aa", kappa: 0.5).figures)
    let result = try runs.list()
    #expect(result.runs.first?.faults.first?.contains("figures.json: is not JSON") == true)
    #expect(result.runs.first?.figures == nil && result.text.contains("done"))
  }

  @Test func `a run whose settings cannot be read is listed with the reason, whatever the condition`() throws
  {
    try runs.add("one/aa")
    let damaged = try runs.add("one/bb")
    try FileManager.default.removeItem(at: damaged.experiment)
    try FileManager.default.createDirectory(at: damaged.experiment, withIntermediateDirectories: false)
    let listed = try runs.list { $0.conditions = ["cluster.damping=0.75"] }.runs
    #expect(listed.map(\.id) == ["bb"])
    #expect(listed.first?.faults.first?.contains("experiment.yaml") == true)
  }

  @Test func `a run that has done some stages only is partial`() throws {
    try runs.add("one/aa", .partial)
    #expect(try runs.list { $0.states = [.partial] }.runs.map(\.remark) == ["after mine"])
    #expect(try runs.list().text.hasSuffix("1 partial."))
  }

  @Test func `a folder without runs has none, a missing one is refused`() throws {
    #expect(try runs.list().text == "No run in \(runs.outputs.url.path).")
    let job = RunsListJob(runs.folder["nowhere"], RunsListJob.Selection(), console: runs.console)
    let error = #expect(throws: RunsError.self) { try job.perform() }
    #expect(error?.exitCode == .missingInput)
  }

  @Test(arguments: [
    (0.0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (7_200, "2 h"), (172_799, "1 d"),
  ])
  func `an age has one unit`(seconds: Double, text: String) {
    let started = (runs.now - seconds).formatted(.iso8601)
    #expect(RunAge.text(since: started, until: runs.now) == text)
    #expect(
      RunAge.text(since: nil, until: runs.now).isEmpty && RunAge.text(since: "soon", until: runs.now).isEmpty)
  }
}
