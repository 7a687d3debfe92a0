import Foundation
import Testing
import TestSupport
import Workbench

@testable import Runs

@Suite struct SweepRecordTests {
  private let folder: TemporaryFolder
  private let sweep: SweepDirectory
  private let outputs: OutputsDirectory

  init() throws {
    folder = try TemporaryFolder()
    outputs = OutputsDirectory(folder["outputs"])
    sweep = outputs.sweepOfRuns("seeds")
  }

  private func member(_ number: Int, key: String = "0123456789abcdef") -> SweepMember {
    SweepMember(
      number: number, name: nil, settings: [SweepMember.Setting(path: "experiment.seed", value: "\(number)")],
      request: "r", key: key, sha256: "s", experiment: "small", run: "abc")
  }

  @Test func `files of a member have its number and key, and the list keeps the order`() throws {
    #expect(try SweepMemberList.readIfPresent(from: sweep) == nil && !sweep.isOfRuns)
    var list = SweepMemberList([member(1), member(2)])
    #expect(list.nextNumber == 3)
    list.append([member(1234)])
    try list.write(to: sweep)
    #expect(try SweepMemberList.readIfPresent(from: sweep) == list && sweep.isOfRuns)
    #expect(list.nextNumber == 1235)
    #expect(sweep.experiment(of: member(7)).path.hasSuffix("/sweeps/seeds/members/007-0123456789ab.yaml"))
    #expect(member(1234).title == "1234-0123456789ab")
    #expect(member(7).text == "member 7 (experiment.seed=7)")
  }

  @Test func `a result is written for a member with the same key only, and counts while its run is there`()
    throws
  {
    let result = MemberResult(run: "small/abc", figures: ["kappa": 0.5])
    #expect(try !result.write(to: sweep, number: 1, key: member(1).key), "there is no sweep")
    try SweepMemberList([member(1)]).write(to: sweep)
    #expect(try !result.write(to: sweep, number: 1, key: "other"))
    #expect(try !result.write(to: sweep, number: 2, key: member(1).key))
    #expect(try MemberResult.readIfPresent(of: member(1), in: sweep, outputs: outputs) == nil)
    #expect(try result.write(to: sweep, number: 1, key: member(1).key))
    #expect(try MemberResult.readIfPresent(of: member(1), in: sweep, outputs: outputs) == nil, "no run")
    let run = result.directory(in: outputs)
    try RunIdentity(base: "b", laneCount: 1, precision: "f32").write(to: run)
    #expect(try MemberResult.readIfPresent(of: member(1), in: sweep, outputs: outputs) == result)
  }

  @Test func `a log is held by whoever has it open, through a child process too`() throws {
    let log = MemberLog(of: member(1), in: sweep)
    #expect(!log.exists && !log.isHeld)
    let file = try #require(try log.open())
    #expect(log.exists && log.isHeld)
    #expect(try log.open() == nil)
    let child = Process()
    child.executableURL = URL(filePath: "/bin/sh")
    child.arguments = ["-c", "echo begun; read line; echo 'zoomin: it is over.'"]
    let input = Pipe()
    (child.standardInput, child.standardOutput) = (input, file)
    try child.run()
    try file.close()
    #expect(log.isHeld, "the child has it")
    try input.fileHandleForWriting.close()
    try child.waitForEnd(atMost: 60)
    #expect(!log.isHeld)
    #expect(try log.lastSentence() == "it is over.")
    let next = try #require(try log.open())
    #expect(try log.lastSentence() == nil, "a new process begins with an empty log")
    try next.close()
  }

  @Test func `an ending is a number on a line`() throws {
    #expect(try MemberEnding.readIfPresent(of: member(1), in: sweep) == nil)
    try MemberEnding(code: 143).write(of: member(1), in: sweep)
    let ending = try #require(try MemberEnding.readIfPresent(of: member(1), in: sweep))
    #expect(ending.isInterruption && !ending.isLocked && !ending.isSuccess)
    #expect(MemberEnding(code: 137).text == "Its process was killed by signal 9.")
    try AtomicFile.write("6", to: sweep.ending(of: member(1)))
    #expect(try MemberEnding.readIfPresent(of: member(1), in: sweep)?.code == 6)
    try AtomicFile.write("", to: sweep.ending(of: member(1)))
    #expect(try MemberEnding.readIfPresent(of: member(1), in: sweep) == nil)
    try MemberEnding.forget(of: member(1), in: sweep)
    try MemberEnding.forget(of: member(1), in: sweep)
  }

  @Test func `what was handed to Slurm is read back, and a damaged list is refused with what to do`() throws {
    #expect(try SlurmSubmissions.read(from: sweep).submissions.isEmpty)
    let submissions = SlurmSubmissions([
      SlurmSubmissions.Submission(number: 1, name: "a", job: "7", tasks: [1: [1, 4], 2: [2]]),
      SlurmSubmissions.Submission(number: 2, name: "b", tasks: [3: [3]]),
    ])
    try submissions.write(to: sweep)
    #expect(try SlurmSubmissions.read(from: sweep) == submissions)
    try AtomicFile.write("{", to: sweep.submissions)
    let error = #expect(throws: RunsError.self) { try SlurmSubmissions.read(from: sweep) }
    #expect(error?.remedy?.hasPrefix("Cancel the sweep's jobs") == true)
  }

  @Test func `a queued run is interrupted when its launcher is gone, unless a batch system has it`() throws {
    let run = outputs.run("abc", ofExperiment: "small")
    try RunStatus(.queued).writeUnlessHeld(to: run)
    #expect(try RunStatus.current(of: run)?.state == .queued)
    var status = RunStatus(.queued)
    status.process = 0
    try status.write(to: run)
    let current = try RunStatus.current(of: run)
    #expect(current?.state == .interrupted)
    #expect(current?.message == "Process 0, which queued the run, ended before the run began.")
    status.job = "zoomin-seeds-1"
    try status.write(to: run)
    #expect(try RunStatus.current(of: run)?.state == .queued)
    let lock = try RunLock(run)
    try RunStatus(.failed).writeUnlessHeld(to: run)
    #expect(try RunStatus.current(of: run)?.state == .queued, "its writer alone changes the status of a run")
    withExtendedLifetime(lock) {}
  }
}
