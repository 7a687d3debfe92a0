import Foundation
import Runs
import Testing
import Workbench

@Suite struct RunIdentityTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func `an id is made of the base, the lanes and the precision`() {
    let ids = [(3, "f32"), (4, "f32"), (3, "bf16")].map {
      RunIdentity(base: "b", laneCount: $0.0, precision: $0.1).id
    }
    #expect(Set(ids).count == 3)
    #expect(ids.allSatisfy { $0.count == 12 })
    #expect(ids[2] == StageKey.short(ContentHash.hexadecimal(of: "b lanes 3 precision bf16")))
  }

  @Test func `f32 is omitted, so that ids of runs made before bf16 existed stay valid`() {
    let identity = RunIdentity(base: "b", laneCount: 3, precision: "f32")
    #expect(identity.facts == ["lanes 3"])
    // sha256sum of "b lanes 3"
    #expect(identity.id == "08b55526b247")
  }

  @Test func `an identity is read back, and has these bytes`() throws {
    let identity = RunIdentity(base: "b", laneCount: 3, precision: "f32")
    try identity.write(to: run.directory)
    #expect(
      try run.text(run.directory.url.appendingPathComponent("identity.json"))
        == "{\n  \"base\" : \"b\",\n  \"laneCount\" : 3,\n  \"precision\" : \"f32\"\n}\n")
    #expect(try RunIdentity.read(from: run.directory) == identity)
  }

  @Test func `a record of an earlier version, without a precision, means f32`() throws {
    try AtomicFile.write(#"{"base":"b","laneCount":5}"#, to: run.directory.identity)
    #expect(
      try RunIdentity.read(from: run.directory) == RunIdentity(base: "b", laneCount: 5, precision: "f32"))
  }

  @Test func `of an experiment's runs every identity is found, and a damaged one is told`() throws {
    let folder = run.directory.url
    #expect(RunIdentity.all(inExperiment: folder).identities.isEmpty)
    for (name, lanes) in [("two", 2), ("one", 1)] {
      let identity = RunIdentity(base: "b", laneCount: lanes, precision: "f32")
      try identity.write(to: RunDirectory(folder.appendingPathComponent(name)))
    }
    let damaged = RunDirectory(folder.appendingPathComponent("damaged")).identity
    try AtomicFile.write("{", to: damaged)
    try AtomicFile.write("stray", to: folder.appendingPathComponent("notes.txt"))
    let (identities, faults) = RunIdentity.all(inExperiment: folder)
    #expect(identities.map(\.laneCount) == [1, 2], "by the names of the folders")
    #expect(faults.map(\.place) == [damaged.path])
  }
}
