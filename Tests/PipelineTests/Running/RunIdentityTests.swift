import Foundation
import NeuralNet
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct RunIdentityTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func identity(_ overrides: [String], weights: String? = nil) throws -> RunIdentity {
    var experiment = Experiment()
    try ExperimentReader.apply(overrides: overrides, to: &experiment)
    return try RunIdentity(
      experiment, data: "photographs", weights: weights, runs: folder.url, console: Console())
  }

  private func begin(_ overrides: [String]) throws -> RunIdentity {
    let identity = try identity(overrides)
    try identity.write(to: RunDirectory(folder[identity.id]))
    return identity
  }

  @Test func `lanes and precision are part of a run's name, threads are not`() throws {
    let ids = try ["lanes=3", "lanes=4", "precision=bf16", "precision=f32"].map {
      try identity(["runtime.lanes=3", "runtime.threads=1", "runtime.\($0)"]).id
    }
    #expect(Set(ids).count == 3)
    #expect(ids[0] == ids[3])
    #expect(try identity(["runtime.lanes=3", "runtime.threads=7"]).id == ids[0])
  }

  @Test func `initial weights are part of a run's name by their content, not by the names of their files`()
    throws
  {
    let ids = try [nil, "one", "other"].map { try identity(["runtime.lanes=3"], weights: $0).id }
    #expect(Set(ids).count == 3)
    let named = try identity(["runtime.lanes=3", "train.initial_weights=[a.safetensors]"], weights: "one")
    #expect(named.id == ids[1])
  }

  /// Folders of runs that were begun before there was a precision are found again.
  @Test func `f32 leaves names and files of earlier versions as they were`() throws {
    let now = try identity(["runtime.lanes=3"])
    #expect(now.id == StageKey.short(ContentHash.hexadecimal(of: "\(now.base) lanes 3")))
    #expect(now.facts == ["lanes 3"])
    let earlier = #"{"base":"\#(now.base)","laneCount":5}"#
    try folder.write(earlier, "old/identity.json")
    #expect(try identity([]) == RunIdentity(base: now.base, laneCount: 5, precision: "f32"))
  }

  @Test func `auto adopts lanes and precision of an existing, otherwise equal run`() throws {
    let begun = try begin(["runtime.lanes=7", "runtime.precision=bf16"])
    #expect(try identity(["runtime.precision=auto"]) == begun)
    #expect(try identity(["runtime.precision=bf16"]) == begun)
    #expect(try identity(["runtime.precision=auto", "runtime.lanes=7"]) == begun)
    #expect(try identity([]).precision == "f32", "f32 is asked for, and no run has it")
    #expect(try identity(["runtime.precision=auto", "runtime.lanes=2"]).laneCount == 2)
    #expect(try identity(["runtime.precision=auto", "experiment.seed=2"]) != begun)
  }

  @Test func `of several runs the one is adopted that this machine would have begun`() throws {
    let cores = ResourceBudget.machine.threadCount
    _ = try begin(["runtime.lanes=\(cores + 1)"])
    let own = try begin(["runtime.lanes=\(cores)"])
    _ = try begin(["runtime.lanes=\(cores + 2)"])
    #expect(try identity([]) == own)
  }

  @Test func `a run that cannot be read, or has a precision unknown here, is not adopted`() throws {
    let own = try identity(["runtime.precision=auto"])
    for (name, text) in [
      ("damaged", "{"), ("newer", #"{"base":"\#(own.base)","laneCount":9,"precision":"f8"}"#),
    ] {
      try AtomicFile.write(text, to: RunDirectory(folder[name]).identity)
    }
    #expect(try identity(["runtime.precision=auto"]) == own)
  }

  @Test func `auto is bf16 where the processor has it, and the run's own YAML says what it became`() throws {
    let found = try identity(["runtime.precision=auto"])
    #expect(found.precision == (Backend.bf16 == .native ? "bf16" : "f32"))
    let resolved = Experiment().resolved(try identity(["runtime.lanes=3"]))
    let yaml = resolved.yaml
    #expect(yaml.contains("lanes: 3\n") && yaml.contains("precision: f32\n"))
    #expect(Experiment().yaml.contains("lanes: auto\n"))
  }

  @Test(arguments: ["auto", "0", "1", "512"])
  func `lanes are a number or auto`(text: String) throws {
    var experiment = Experiment()
    try ExperimentReader.apply(overrides: ["runtime.lanes=\(text)"], to: &experiment)
    #expect(experiment.runtime.lanes == (text == "auto" || text == "0" ? nil : Int(text)))
  }

  @Test(arguments: ["-1", "513", "two", "1.5", "[1]"])
  func `anything else is answered with what it must be`(text: String) {
    var experiment = Experiment()
    let error = #expect(throws: SettingsError.self) {
      try ExperimentReader.apply(overrides: ["runtime.lanes=\(text)"], to: &experiment)
    }
    #expect(error?.description.contains("must be a whole number from 1 to 512, or auto") == true)
  }
}
