import Foundation
import Testing
import TestSupport
import Workbench

@testable import Runs

@Suite struct RunTrashTests {
  private let folder: TemporaryFolder
  private var outputs: OutputsDirectory { OutputsDirectory(folder["outputs"]) }
  private var trash: RunTrash { RunTrash(outputs) }

  init() throws { folder = try TemporaryFolder() }

  private func begin(_ id: String, of experiment: String = "one") throws -> RunDirectory {
    let run = outputs.run(id, ofExperiment: experiment)
    try RunIdentity(base: id, laneCount: 1, precision: "f32").write(to: run)
    try RunStatus(.done).write(to: run)
    try AtomicFile.write("0123456789", to: run.checkpoint("m-net"))
    return run
  }

  private func exists(_ run: RunDirectory) -> Bool { FileManager.default.fileExists(atPath: run.url.path) }

  @Test func `a removed run lies in the trash with its time, and comes back whole`() throws {
    let run = try begin("a")
    let before = try FolderContents(run.url) { !$0.hasSuffix(".lock") }
    let time = try Date("2026-11-28T16:50:48Z", strategy: .iso8601)
    let removed = try trash.remove(run, at: time)
    #expect(!exists(run) && removed.name == "one/a" && removed.byteCount > 10)
    #expect(removed.run.url.path == "\(outputs.url.path)/.trash/2026-11-28T165048Z/one/a")
    #expect(try trash.runs() == [removed])
    #expect(try RunIndex(outputs).entries.isEmpty)
    #expect(RunIdentity.all(inExperiment: outputs.experiment("one")).identities.isEmpty)
    #expect(try trash.restore(try trash.run("a")).url.path == run.url.path)
    #expect(try FolderContents(run.url) { !$0.hasSuffix(".lock") } == before)
    #expect(try trash.runs().isEmpty && !FileManager.default.fileExists(atPath: outputs.trash.path))
  }

  @Test func `a run that is removed twice has two places, and the last one comes back first`() throws {
    let time = Date(timeIntervalSince1970: 1_700_000_000)
    for text in ["first", "second"] {
      let run = try begin("a")
      try AtomicFile.write(text, to: run.summary)
      _ = try trash.remove(run, at: time)
    }
    let removed = try trash.runs()
    #expect(removed.map(\.time) == ["2023-11-14T221320Z", "2023-11-14T221320Z-2"])
    let first = try trash.run("2023-11-14T221320Z/one/a")
    #expect(try String(contentsOf: first.run.summary, encoding: .utf8) == "first")
    let back = try trash.restore(try trash.run("one/a"))
    #expect(try String(contentsOf: back.summary, encoding: .utf8) == "second")
    let error = #expect(throws: RunsError.self) { try trash.restore(first) }
    #expect(error?.description.contains("exists, so the removed run cannot be moved back") == true)
    #expect(try trash.runs() == [first])
  }

  @Test func `a run that is being written is refused, even by force, and stays`() throws {
    let run = try begin("a")
    let lock = try RunLock(run)
    for isForced in [false, true] {
      let error = #expect(throws: RunsError.self) { try trash.remove(run, isForced: isForced) }
      #expect(error?.exitCode == .locked)
    }
    withExtendedLifetime(lock) {}
    #expect(try exists(run) && trash.runs().isEmpty)
  }

  @Test func `a run of another machine or of a launcher is removed only by force`() throws {
    var status = RunStatus(.running, stage: "mine")
    status.host = "elsewhere"
    for (id, status, code) in [("a", status, ExitCode.locked), ("b", RunStatus(.queued), .cannotCreate)] {
      let run = try begin(id)
      try status.write(to: run)
      let error = #expect(throws: RunsError.self) { try trash.remove(run) }
      #expect(error?.exitCode == code && error?.remedy?.contains("--force") == true)
      #expect(exists(run))
      _ = try trash.remove(run, isForced: true)
      #expect(!exists(run))
    }
  }

  @Test func `a run whose process was killed, or whose status is damaged, is removed`() throws {
    let (killed, damaged) = (try begin("a"), try begin("b"))
    try RunStatus(.running, stage: "mine").write(to: killed)
    _ = try RunLock(killed)
    try AtomicFile.write("{", to: damaged.status)
    for run in [killed, damaged] { _ = try trash.remove(run) }
    #expect(try trash.runs().count == 2)
  }

  @Test func `a deleted run is gone, the others stay`() throws {
    for id in ["a", "ab", "b"] { _ = try trash.remove(try begin(id)) }
    let error = #expect(throws: RunsError.self) { try trash.run("none") }
    #expect(error?.exitCode == .missingInput)
    try trash.delete(try trash.run("a"))
    #expect(try trash.runs().map(\.id) == ["ab", "b"])
    #expect(try trash.run("a").id == "ab")
  }

  @Test func `an id that begins two removed runs is refused`() throws {
    for id in ["a1", "a2"] { _ = try trash.remove(try begin(id)) }
    let error = #expect(throws: RunsError.self) { try trash.run("a") }
    #expect(error?.code == .ambiguous(["one/a1", "one/a2"]))
  }

  @Test func `what refers to a run is found: cohorts, settings, sweeps`() throws {
    let run = try begin("0123456789ab")
    #expect(try RunReference.all(to: run).isEmpty)
    try CohortRecord(network: run.id, data: "eyes").write(to: try begin("eyes-00"))
    try CohortRecord(network: run.id, data: "eyes").write(to: try begin("eyes-01", of: "other"))
    try ResolvedExperiment("train:\n  initial_weights: outputs/one/\(run.id)/checkpoints/m-net.safetensors\n")
      .write(to: try begin("later", of: "two"))
    try folder.write("member,run\n1,\(run.id)\n", "outputs/sweeps/seeds/sweep.csv")
    try folder.write("run: ../outputs/one/\(run.id)\n", "outputs/sweeps/frozen/members/1.yaml")
    try folder.write("member,run\n1,ffff\n", "outputs/sweeps/other/sweep.csv")
    #expect(
      try RunReference.all(to: run) == [
        .cohort("one/eyes-00"), .run("two/later"), .sweep("frozen"), .sweep("seeds"),
      ])
  }
}
