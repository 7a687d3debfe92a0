import Foundation
import Testing
import Workbench

@testable import Runs

@Suite struct RunIndexTests {
  private let folder: TemporaryRun
  private var outputs: OutputsDirectory { OutputsDirectory(folder.directory.url) }

  init() throws { folder = try TemporaryRun() }

  private func begin(_ id: String, of experiment: String, _ state: RunStatus.State) throws -> RunDirectory {
    let run = outputs.run(id, ofExperiment: experiment)
    try RunIdentity(base: id, laneCount: 1, precision: "f32").write(to: run)
    try Provenance(libraries: [:], laneCount: 1, threadCount: 1, precision: "f32").write(to: run)
    try RunStatus(state, stage: state == .done ? nil : "mine").write(to: run)
    return run
  }

  @Test func `runs are listed by experiment and id, each with its state and its start`() throws {
    for (id, experiment, state) in [
      ("b", "second", RunStatus.State.failed), ("a", "second", .done), ("c", "first", .queued),
    ] {
      _ = try begin(id, of: experiment, state)
    }
    let index = try RunIndex(outputs)
    #expect(index.entries.map { "\($0.experiment)/\($0.id)" } == ["first/c", "second/a", "second/b"])
    #expect(index.entries.map(\.status?.state) == [.queued, .done, .failed])
    #expect(index.entries.map(\.status?.stage) == ["mine", nil, "mine"])
    #expect(index.entries.allSatisfy { $0.faults.isEmpty && $0.started != nil })
    #expect(index.entries[0].run.url.path == outputs.run("c", ofExperiment: "first").url.path)
    #expect(try index.entries[0].started == Provenance.read(from: index.entries[0].run).started)
    #expect(index.unreadable.isEmpty)
  }

  @Test func `what is no run is passed over: the cache, sweeps, files, hidden and empty folders`() throws {
    _ = try begin("a", of: "one", .done)
    _ = try begin("inside", of: "cache", .done)
    _ = try RunTrash(outputs).remove(try begin("removed", of: "one", .done))
    for path in ["notes.txt", "labels.sqlite", "one/notes.txt", ".hidden/run/status.json"] {
      try AtomicFile.write("stray", to: outputs.url.appendingPathComponent(path))
    }
    let sweep = RunDirectory(outputs.sweep("damping"))
    try AtomicFile.write("member\n", to: sweep.url.appendingPathComponent("sweep.csv"))
    _ = try RunLock(sweep)
    try AtomicFile.createFolder(outputs.experiment("empty"))
    try AtomicFile.createFolder(outputs.run("empty", ofExperiment: "one").url)
    let index = try RunIndex(outputs)
    #expect(index.entries.map(\.id) == ["a"])
    #expect(index.unreadable.isEmpty)
  }

  @Test func `a run whose process is gone is interrupted, one at work is running`() throws {
    let atWork = try begin("at-work", of: "one", .running)
    let left = try begin("left", of: "one", .running)
    _ = try RunLock(left)
    let lock = try RunLock(atWork)
    #expect(try RunIndex(outputs).entries.map(\.status?.state) == [.running, .interrupted])
    withExtendedLifetime(lock) {}
  }

  @Test func `a cohort names the run whose network reads it`() throws {
    _ = try begin("a", of: "one", .done)
    try CohortRecord(network: "a", data: "eyes").write(to: try begin("eyes-b", of: "one", .done))
    #expect(try RunIndex(outputs).entries.map(\.network) == [nil, "a"])
  }

  @Test func `a run that has just begun has an identity and no status`() throws {
    let run = outputs.run("new", ofExperiment: "one")
    try RunIdentity(base: "b", laneCount: 1, precision: "f32").write(to: run)
    let entry = try #require(try RunIndex(outputs).entries.first)
    #expect(entry.status == nil && entry.started == nil && entry.faults.isEmpty)
  }

  @Test func `a damaged run is listed with what is wrong`() throws {
    let (damaged, half) = (try begin("damaged", of: "one", .done), try begin("half", of: "one", .done))
    _ = try begin("sound", of: "one", .done)
    try AtomicFile.write("{\"state\" : ", to: damaged.status)
    try AtomicFile.write("[]", to: half.provenance)
    let entries = try RunIndex(outputs).entries
    #expect(entries.map(\.id) == ["damaged", "half", "sound"])
    #expect(entries[0].status == nil && entries[0].started != nil)
    #expect(
      entries[0].faults.map(\.description) == [
        "\(damaged.status.path): is not JSON, or only a part of it."
      ])
    #expect(entries[1].status?.state == .done && entries[1].started == nil)
    #expect(entries[1].faults.map(\.place) == [half.provenance.path])
    #expect(entries[2].faults.isEmpty)
  }

  @Test func `a folder that cannot be read is named with the reason`() throws {
    _ = try begin("a", of: "one", .done)
    let (loop, dangling) = (outputs.experiment("loop").path, outputs.experiment("dangling").path)
    #expect(symlink(loop, loop) == 0 && symlink("/nowhere/at/all", dangling) == 0)
    let runLoop = outputs.run("loop", ofExperiment: "one")
    #expect(symlink(runLoop.url.path, runLoop.url.path) == 0)
    let index = try RunIndex(outputs)
    #expect(index.entries.map(\.id) == ["a", "loop"])
    #expect(index.entries[1].faults.first?.description.contains("cannot be read: Too many levels") == true)
    #expect(
      index.unreadable.map(\.message) == [
        "\(dangling): is a link to a place that does not exist. Mend or delete it.",
        "\(loop): cannot be read: Too many levels of symbolic links. Check that it may be read.",
      ])
  }

  @Test func `an experiment that lies elsewhere and is linked is listed`() throws {
    let elsewhere = try TemporaryRun()
    let run = RunDirectory(elsewhere.directory.url.appendingPathComponent("a"))
    try RunStatus(.done).write(to: run)
    try AtomicFile.createFolder(outputs.url)
    #expect(symlink(elsewhere.directory.url.path, outputs.experiment("linked").path) == 0)
    #expect(try RunIndex(outputs).entries.map(\.experiment) == ["linked"])
  }

  @Test func `the evaluation is read when it is asked for`() throws {
    let run = try begin("a", of: "one", .done)
    let entry = try #require(try RunIndex(outputs).entries.first)
    #expect(try entry.evaluation() == nil)
    var evaluation = Evaluation()
    evaluation.splits["test"] = Evaluation.Split()
    try evaluation.write(to: run)
    #expect(try entry.evaluation() == evaluation)
    try AtomicFile.write("{", to: run.evaluation)
    #expect(throws: RunsError.self) { try entry.evaluation() }
  }

  @Test func `outputs that do not exist, or are a file, are refused`() throws {
    let error = #expect(throws: RunsError.self) { try RunIndex(outputs) }
    #expect(error?.exitCode == .missingInput)
    try AtomicFile.write("stray", to: outputs.url)
    #expect(throws: RunsError.self) { try RunIndex(outputs) }
  }
}
