import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct RunSweepTests {
  private func states(_ result: RunSweep.Result) -> [String] { result.summary.members.map(\.state.rawValue) }

  @Test func `members run once each, and the table has their values and measures`() throws {
    let sweep = try SweepOfRuns()
    let result = try sweep.run { $0.launch.jobCount = 2 }.perform()
    #expect(states(result) == ["done", "done", "done"] && !result.isNegative)
    let table = try CSVTable(contentsOf: sweep.directory.table)
    #expect(table.columns == ["member", "name", "experiment.seed", "state", "run", "kappa", "reason"])
    #expect(
      table.rows.map { $0.cells[2] } == ["1", "2", "3"]
        && table.rows.map { $0.cells[5] } == ["0.1", "0.2", "0.3"])
    let again = try sweep.run().perform()
    #expect(again.text == result.text)
    #expect(try sweep.starts() == ["1": 1, "2": 1, "3": 1])
  }

  @Test
  func
    `a member that fails ends with its own sentence, one that is killed with the signal, and the others run`()
    throws
  {
    let sweep = try SweepOfRuns(seeds: [1, 13, 666, 4])
    let result = try sweep.run().perform()
    #expect(states(result) == ["done", "failed", "failed", "done"] && result.isNegative)
    #expect(
      result.summary.members.map(\.reason) == [
        nil, "the data are wrong. Mend them.", "Its process was killed by signal 9.", nil,
      ])
    #expect(result.text.contains("member 2 failed: the data are wrong. Mend them."))
    #expect(result.text.contains("2 done, 2 failed"))
    let run = sweep.outputs.run(try sweep.freeze().members[1].run, ofExperiment: "small")
    #expect(try RunStatus.current(of: run)?.message == "the data are wrong. Mend them.")
    #expect(states(try sweep.run().perform()) == ["done", "failed", "failed", "done"])
    #expect(try sweep.starts() == ["1": 1, "13": 2, "666": 2, "4": 1], "what failed is tried again")
  }

  @Test func `with fail-fast nothing starts after a failure, and what runs saves its work`() throws {
    let sweep = try SweepOfRuns(seeds: [13, 2, 3])
    let result = try sweep.run { $0.launch.failsFast = true }.perform()
    #expect(states(result) == ["failed", "waiting", "waiting"] && result.isNegative)
    #expect(try sweep.starts() == ["13": 1])
  }

  @Test func `a process of an earlier start is waited for and not started twice`() throws {
    let sweep = try SweepOfRuns(seeds: [1, 2])
    try sweep.folder.write("12", "ticks")
    let members = try sweep.freeze().members
    let orphan = try #require(
      try MemberProcess(members[0], in: sweep.directory, program: sweep.folder["program.sh"], overrides: []))
    #expect(MemberLog(of: members[0], in: sweep.directory).isHeld)
    #expect(
      try MemberProcess(members[0], in: sweep.directory, program: sweep.folder["program.sh"], overrides: [])
        == nil)
    let during = try sweep.run().state()
    #expect(states(during) == ["running", "waiting"])
    #expect(states(try sweep.run().perform()) == ["done", "done"])
    #expect(try sweep.starts() == ["1": 1, "2": 1])
    #expect(try orphan.ending()?.code == 0)
  }

  @Test func `a member whose run was deleted runs again`() throws {
    let sweep = try SweepOfRuns(seeds: [1, 2])
    _ = try sweep.run().perform()
    let member = try sweep.freeze().members[0]
    try FileManager.default.removeItem(at: sweep.outputs.run(member.run, ofExperiment: "small").url)
    #expect(states(try sweep.run().state()) == ["interrupted", "done"])
    #expect(states(try sweep.run().perform()) == ["done", "done"])
    #expect(try sweep.starts() == ["1": 2, "2": 1])
  }

  @Test func `only members that the file asks for are started, if that is asked for`() throws {
    let sweep = try SweepOfRuns(seeds: [1, 2])
    _ = try sweep.freeze()
    try sweep.write(seeds: [2, 3])
    var choices = RunSweep.Choices()
    choices.startsListedOnly = true
    #expect(states(try sweep.run(choices: choices).perform()) == ["waiting", "done", "done"])
    #expect(states(try sweep.run().perform()) == ["done", "done", "done"])
  }

  @Test func `a sweep that another process runs, or whose name has clusterings, is refused`() throws {
    let sweep = try SweepOfRuns()
    let lock = try RunLock(RunDirectory(sweep.directory.url))
    #expect { try sweep.run().perform() } throws: { ($0 as? any ZoominError)?.exitCode == .locked }
    withExtendedLifetime(lock) {}
    #expect { try sweep.run().state() } throws: { ($0 as? PipelineError)?.code == .noResult }
    try AtomicFile.write("member\n", to: sweep.directory.table)
    let error = #expect(throws: PipelineError.self) { try sweep.run().perform() }
    #expect(error?.reason == "holds a sweep of clusterings")
  }

  @Test func `cores and memory are divided between members`() {
    let launcher = LocalLauncher(
      sweep: SweepDirectory(URL(filePath: "/s")), outputs: OutputsDirectory(URL(filePath: "/o")),
      program: URL(filePath: "/p"), jobCount: 3,
      budget: ResourceBudget(threadCount: 8, memoryBytes: 12 << 30),
      failsFast: false)
    #expect(launcher.threadCount == 2)
    #expect(launcher.overrides == ["runtime.threads=2", "runtime.memory=4.00"])
  }
}
