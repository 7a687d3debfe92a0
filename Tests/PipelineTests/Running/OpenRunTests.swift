import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct OpenRunTests {
  private struct Broken: Error, CustomStringConvertible {
    let description = "it broke"
  }

  private let folder: TemporaryFolder
  private let run: RunDirectory
  private let experiment: Experiment
  private let identity = RunIdentity(base: "b", laneCount: 3, precision: "f32")

  init() throws {
    folder = try TemporaryFolder()
    run = RunDirectory(folder["run"])
    experiment = try ExperimentReader.read(overrides: ["runtime.threads=2"])
  }

  private func perform(_ console: Console = Console(), _ work: (StageRunner) throws -> Void = { _ in }) throws
  {
    try OpenRun(run, console: console).perform(experiment, identity, work)
  }

  private var log: String { get throws { try String(contentsOf: run.log, encoding: .utf8) } }

  @Test func `what the run is stands there before the work, and how it ended after it`() throws {
    try perform { _ in
      #expect(try RunIdentity.read(from: run) == identity)
      #expect(try ResolvedExperiment.readIfPresent(from: run)?.text == experiment.yaml)
      let provenance = try Provenance.read(from: run)
      #expect(provenance.laneCount == 3 && provenance.threadCount == 2 && provenance.precision == "f32")
      #expect(provenance.libraries == LibraryVersions.all && provenance.earlierLibraries == nil)
    }
    let status = try RunStatus.read(from: run)
    #expect(status.state == .partial && status.stage == nil && status.message == nil)
    #expect(try log.contains("Run \(run.url.path)"))
  }

  @Test(
    arguments: [
      (Broken(), RunStatus.State.failed, "it broke"),
      (
        WorkbenchError(.stopped, at: "training", "was interrupted", remedy: "Go on."), .interrupted,
        "training: was interrupted. Go on."
      ),
      (WorkbenchError(.unwritable, at: "/a", "is full"), .failed, "/a: is full."),
    ] as [(any Error, RunStatus.State, String)])
  func `an error ends the run with its state, its stage and its sentence`(
    error: any Error, state: RunStatus.State, message: String
  ) throws {
    #expect {
      try perform { _ in
        try RunStatus(.running, stage: "mine").write(to: run)
        throw error
      }
    } throws: { "\($0)" == "\(error)" }
    let status = try RunStatus.read(from: run)
    #expect(status.state == state && status.stage == "mine" && status.message == message)
  }

  @Test func `only one at a time writes a run`() throws {
    try perform { _ in
      let error = #expect(throws: RunsError.self) { try OpenRun(run, console: Console()) }
      #expect(error?.exitCode == .locked)
    }
    try perform()
  }

  @Test func `what an earlier process left running is said, and a damaged status is written again`() throws {
    try RunStatus(.running, stage: "train-a-net").write(to: run)
    try perform()
    #expect(try log.contains("ended in train-a-net without a message; continuing from there."))
    try AtomicFile.write("{", to: run.status)
    try perform()
    #expect(try log.contains("It is written again."))
    #expect(try RunStatus.read(from: run).state == .partial)
  }

  @Test func `libraries of earlier starts are kept and said; a damaged provenance costs only them`() throws {
    try perform()
    var provenance = try Provenance.read(from: run)
    provenance.libraries["oneDNN"] = "0.1 of old"
    try provenance.write(to: run)
    try perform()
    #expect(try Provenance.read(from: run).earlierLibraries == ["oneDNN": ["0.1 of old"]])
    #expect(try log.contains("This run computed with oneDNN 0.1 of old before"))
    try AtomicFile.write("[]", to: run.provenance)
    try perform()
    #expect(try Provenance.read(from: run).earlierLibraries == nil)
    #expect(try log.contains("the libraries of earlier starts are lost."))
  }

  @Test func `a deleted run is not created again to record its failure`() throws {
    #expect(throws: Broken.self) {
      try perform { _ in
        try FileManager.default.removeItem(at: run.url)
        throw Broken()
      }
    }
    #expect(!FileManager.default.fileExists(atPath: run.url.path))
    #expect(throws: WorkbenchError.self) {
      try perform { _ in try FileManager.default.removeItem(at: run.url) }
    }
  }
}
