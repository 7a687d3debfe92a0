import Foundation
import Testing
import TestSupport
import Workbench

@testable import Runs

@Suite struct RunFinderTests {
  private let folder: TemporaryFolder
  private var outputs: OutputsDirectory { OutputsDirectory(folder["outputs"]) }

  init() throws {
    folder = try TemporaryFolder()
    for (id, experiment) in [
      ("3f9a00000000", "quick"), ("3f9b00000000", "quick"), ("3f9b11111111", "slow"),
      ("eyes-3f9a00000000", "quick"),
      ("aaaa00000000", "alone"),
    ] {
      try RunIdentity(base: id, laneCount: 1, precision: "f32").write(
        to: outputs.run(id, ofExperiment: experiment))
    }
    try AtomicFile.createFolder(outputs.run("3f9a0empty", ofExperiment: "quick").url)
    try RunStatus(.done).write(to: outputs.run("cached", ofExperiment: "cache"))
  }

  private func found(_ word: String) throws -> String { RunFinder.name(try RunFinder(outputs).run(word)) }

  @Test(arguments: [
    ("3f9a", "quick/3f9a00000000"), ("3f9b1", "slow/3f9b11111111"), ("quick/3f9b", "quick/3f9b00000000"),
    ("eyes", "quick/eyes-3f9a00000000"), ("slow/3", "slow/3f9b11111111"),
  ])
  func `a run is found by the beginning of its id`(word: String, name: String) throws {
    #expect(try found(word) == name)
  }

  @Test func `a run is found by its folder, and by a folder that holds it alone`() throws {
    let run = outputs.run("aaaa00000000", ofExperiment: "alone")
    #expect(try found(run.url.path) == "alone/aaaa00000000")
    #expect(try found(outputs.experiment("alone").path) == "alone/aaaa00000000")
    #expect(try RunFinder(OutputsDirectory(folder["elsewhere"])).run(run.url.path).url.path == run.url.path)
  }

  @Test func `an id that is whole is meant, even if another one begins with it`() throws {
    try RunStatus(.done).write(to: outputs.run("aaaa", ofExperiment: "other"))
    #expect(try found("aaaa") == "other/aaaa")
    #expect(try found("aaaa0") == "alone/aaaa00000000")
  }

  @Test func `a word for several runs names them`() throws {
    for word in ["3f9b", outputs.experiment("quick").path] {
      let error = try #require(throws: RunsError.self) { try found(word) }
      #expect(error.exitCode == .usage && error.message.contains("quick/3f9b00000000"), "\(error.message)")
    }
    let error = #expect(throws: RunsError.self) { try found("3f9b") }
    #expect(
      error?.message == "3f9b: stands for 2 runs: quick/3f9b00000000, slow/3f9b11111111. "
        + "Give one of them, or more of its id.")
  }

  @Test func `a word for no run says where it was looked for`() throws {
    for word in ["nothing", "cached", "3f9a0e", "quick/aaaa", "a/b/c"] {
      let error = try #require(throws: RunsError.self, "\(word)") { try found(word) }
      #expect(error.code == .unknownRun(in: outputs.url.path) && error.exitCode == .missingInput)
    }
    let empty = outputs.run("3f9a0empty", ofExperiment: "quick").url.path
    let error = #expect(throws: RunsError.self) { try found(empty) }
    #expect(error?.code == .missing && error?.place == "\(empty)/experiment.yaml")
  }
}
