import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct MemberFreezerTests {
  @Test func `a member is a whole experiment that says of which sweep it is, always with the same bytes`()
    throws
  {
    let first = try SweepOfRuns()
    let second = try SweepOfRuns()
    let members = try first.freeze().members
    #expect(try second.freeze().members.map(\.key) == members.map(\.key))
    #expect(members.map(\.number) == [1, 2, 3] && Set(members.map(\.run)).count == 3)
    for member in members {
      let url = first.directory.experiment(of: member)
      let experiment = try ExperimentReader.read(url)
      #expect(experiment.general.seed == member.number && experiment.train.mNet.epochCount == 2)
      #expect(experiment.general.member == "seeds/\(member.number)")
      #expect(experiment.runtime.lanes == 3, "auto is a number for each thread of a member")
      #expect(experiment.memberKey == member.key)
      #expect(url.lastPathComponent.hasPrefix("00\(member.number)-"))
      let text = try String(contentsOf: url, encoding: .utf8)
      let twin = try String(contentsOf: second.directory.experiment(of: member), encoding: .utf8)
      #expect(
        text.replacing(first.folder.url.path, with: "") == twin.replacing(second.folder.url.path, with: ""))
    }
    #expect(try first.freeze().members == members, "a second start changes nothing")
  }

  @Test func `a changed sweep adds members with new numbers, and those that it no longer names stay`() throws
  {
    let sweep = try SweepOfRuns(seeds: [1, 2])
    let before = try sweep.freeze().members
    try sweep.write(seeds: [2, 5])
    let after = try sweep.freeze()
    #expect(Array(after.members.prefix(2)) == before)
    #expect(after.members.map(\.number) == [1, 2, 3])
    #expect(after.members[2].settings == [SweepMember.Setting(path: "experiment.seed", value: "5")])
    #expect(after.asked == [2, 3])
  }

  @Test func `a changed experiment changes no member, and adds some only if that is asked for`() throws {
    let sweep = try SweepOfRuns(seeds: [1, 2])
    let before = try sweep.freeze().members
    try sweep.folder.write("experiment:\n  name: small\nphase_1:\n  epochs: 3\n", "small.yaml")
    let kept = try sweep.freeze()
    #expect(kept.members == before && kept.asked == [1, 2])
    #expect(try ExperimentReader.read(sweep.directory.experiment(of: before[0])).train.mNet.epochCount == 2)
    let added = try sweep.freeze(addsChanged: true)
    #expect(Array(added.members.prefix(2)) == before && added.members.count == 4 && added.asked == [3, 4])
    #expect(
      try ExperimentReader.read(sweep.directory.experiment(of: added.members[3])).train.mNet.epochCount == 3)
    #expect(try sweep.freeze().asked == [3, 4], "the new ones are those that the files ask for")
  }

  @Test func `keys that change no result add nothing`() throws {
    let sweep = try SweepOfRuns(seeds: [1, 2])
    let before = try sweep.freeze().members
    try sweep.folder.write(
      "experiment:\n  name: small\n  description: Now with words.\nphase_1:\n  epochs: 2\nruntime:\n  threads: 1\n",
      "small.yaml")
    #expect(try sweep.freeze().members == before)
  }

  @Test func `a member's file that was edited or lost is refused`() throws {
    let sweep = try SweepOfRuns()
    let url = sweep.directory.experiment(of: try sweep.freeze().members[1])
    let text = try String(contentsOf: url, encoding: .utf8)
    try AtomicFile.write(text.replacing("epochs: 2", with: "epochs: 4"), to: url)
    let error = #expect(throws: RunsError.self) { try sweep.freeze() }
    #expect(error?.description == "\(url.path): is not as it was when member 2 was added.")
    try FileManager.default.removeItem(at: url)
    #expect(throws: RunsError.self) { try sweep.freeze() }
    try AtomicFile.write(text, to: url)
    _ = try sweep.freeze()
  }

  @Test func `two members with the same settings are refused, and nothing is written`() throws {
    let sweep = try SweepOfRuns()
    try sweep.folder.write(
      "name: seeds\nexperiment: small.yaml\nsweep:\n  runtime:\n    threads: [1, 2]\n", "sweep.yaml")
    let error = #expect(throws: SettingsError.self) { try sweep.freeze() }
    #expect(
      error?.description == "sweep.yaml: has two members with the same settings: runtime.threads=2 and "
        + "runtime.threads=1.")
    #expect(!sweep.directory.isOfRuns)
  }

  @Test func `files that a killed start wrote and never listed are removed`() throws {
    let sweep = try SweepOfRuns()
    let stray = sweep.directory.members.appendingPathComponent("004-000000000000.yaml")
    try AtomicFile.write("stray", to: stray)
    _ = try sweep.freeze()
    #expect(!FileManager.default.fileExists(atPath: stray.path))
  }
}
