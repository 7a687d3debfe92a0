import Foundation
import Testing
import Workbench

@testable import Runs

@Suite struct RunStatusTests {
  private let run: TemporaryRun
  private var directory: RunDirectory { run.directory }

  init() throws { run = try TemporaryRun() }

  @Test func `a status states the host and the process that wrote it`() throws {
    #expect(try RunStatus.readIfPresent(from: directory) == nil)
    let status = RunStatus(.failed, stage: "mine", message: "The disk is full.")
    try status.write(to: directory)
    #expect(try RunStatus.read(from: directory) == status)
    #expect(
      try run.text(directory.status) == """
        {
          "host" : "\(ProcessInfo.processInfo.hostName)",
          "message" : "The disk is full.",
          "process" : \(getpid()),
          "stage" : "mine",
          "state" : "failed",
          "updated" : "\(status.updated)"
        }

        """)
    #expect(status.phrase == "failed in mine" && RunStatus.runningStage(of: directory) == nil)
    try RunStatus(.running, stage: "mine").write(to: directory)
    #expect(RunStatus.runningStage(of: directory) == "mine")
    #expect(RunStatus(.partial, stage: "mine").phrase == "partial after mine")
    #expect(RunStatus(.done, stage: "mine").phrase == "done" && RunStatus(.queued).phrase == "queued")
  }

  @Test func `a running state is believed while the lock is held, and no longer`() throws {
    do {
      let lock = try RunLock(directory)
      try RunStatus(.running, stage: "mine").write(to: directory)
      #expect(try RunStatus.current(of: directory)?.state == .running)
      withExtendedLifetime(lock) {}
    }
    let status = try #require(try RunStatus.current(of: directory))
    #expect(status.state == .interrupted && status.stage == "mine")
    #expect(status.message == "Process \(getpid()) ended in mine without a message.")
    #expect(try RunStatus.read(from: directory).state == .running, "reading changes no file")
  }

  @Test func `a writer that took over and has written no status yet is running`() throws {
    var status = RunStatus(.running, stage: "mine")
    status.process = try endedProcess()
    try status.write(to: directory)
    let lock = try RunLock(directory)
    #expect(try RunStatus.current(of: directory) == status)
    withExtendedLifetime(lock) {}
  }

  @Test func `without a lock the process itself is looked for`() throws {
    try RunStatus(.running).write(to: directory)
    #expect(try RunStatus.current(of: directory)?.state == .running)
    for process in [try endedProcess(), 0, -1] {
      var status = RunStatus(.running)
      status.process = process
      try status.write(to: directory)
      let current = try #require(try RunStatus.current(of: directory))
      #expect(current.state == .interrupted)
      #expect(current.message == "Process \(process) ended before the first stage without a message.")
    }
  }

  @Test func `a run of another host is believed and told apart`() throws {
    _ = try RunLock(directory)
    var status = RunStatus(.running, stage: "mine")
    #expect(!status.isOfAnotherHost)
    status.host = "another-\(ThisHost.name)"
    status.process = try endedProcess()
    try status.write(to: directory)
    #expect(try RunStatus.current(of: directory) == status)
    #expect(status.isOfAnotherHost)
  }

  @Test func `a status without a host, of an earlier version, counts as one of this host`() throws {
    _ = try RunLock(directory)
    try AtomicFile.write(
      #"{"process":12,"state":"running","updated":"2026-01-02T03:04:05Z"}"#, to: directory.status)
    let status = try #require(try RunStatus.current(of: directory))
    #expect(status.state == .interrupted && status.host == nil && !status.isOfAnotherHost)
  }

  @Test func `a run whose launcher is gone is no longer queued, unless a batch system has it`() throws {
    var status = RunStatus(.queued)
    try status.write(to: directory)
    #expect(try RunStatus.current(of: directory)?.state == .queued)
    status.process = try endedProcess()
    try status.write(to: directory)
    let current = try #require(try RunStatus.current(of: directory))
    #expect(current.state == .interrupted && current.message?.contains("which queued the run") == true)
    status.job = "12_3"
    try status.write(to: directory)
    #expect(try RunStatus.current(of: directory)?.state == .queued)
  }

  @Test(arguments: [RunStatus.State.done, .failed, .interrupted])
  func `every other state is taken as it was written`(state: RunStatus.State) throws {
    var status = RunStatus(state, message: "as written")
    status.process = try endedProcess()
    try status.write(to: directory)
    #expect(try RunStatus.current(of: directory) == status)
  }
}
