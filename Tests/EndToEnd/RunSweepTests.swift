import Foundation
import Testing
import TestSupport

/// Sweeps of whole runs.
@Suite(.serialized, .withProgram)
struct RunSweepTests {
  private static let sweep = """
    name: twelve
    experiment: tiny.yaml
    list:
      short:
        phase_1: {epochs: 1}
      long:
        phase_1: {epochs: 2}
    sweep:
      experiment:
        seed: [1, 2, 3, 4, 5, 6]
    """

  private struct Table: Decodable {
    struct Member: Decodable {
      let member: Int
      let name: String?
      let values: [String]
      let state: String
      let run: String
      let figures: [String: Double]
      let reason: String?
    }
    let members: [Member]
  }

  /// How often each stage was done in a run, by the lines of its log.
  private func doneCounts(_ run: String, _ program: Program) throws -> [String: Int] {
    let log = try #require(program.bytes("outputs/\(run)/log.txt"))
    let lines = String(decoding: log, as: UTF8.self).split(separator: "\n")
    let stages = lines.compactMap { line in
      line.firstMatch(of: /Z ([a-z-]+): done in/).map { String($0.output.1) }
    }
    return Dictionary(grouping: stages) { $0 }.mapValues(\.count)
  }

  /// The processes that a process has started and that live.
  private func children(of process: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return tasks.flatMap { task in
      let text = try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)
      return (text ?? "").split(separator: " ").compactMap { Int32($0) }
    }
  }

  private func results(_ program: Program) -> Int {
    let folder = program.folder.appendingPathComponent("outputs/sweeps/twelve/members")
    return FolderContents.names(in: folder).count { $0.hasSuffix(".json") }
  }

  @Test func `twelve members, killed five times, are done once each`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(tinyExperiment, as: "tiny.yaml")
    let yaml = try program.write(Self.sweep, as: "sweep.yaml")
    for (round, target) in [1, 3, 5, 7, 9].enumerated() {
      let (process, _, _) = try program.start(["sweep", yaml, "--jobs", "2"])
      try process.wait { results(program) >= target && !children(of: process.processIdentifier).isEmpty }
      let members = children(of: process.processIdentifier)
      // In turn: the sweep alone, a member alone and then the sweep, and all of them.
      if round % 3 == 1, let first = members.first { kill(first, SIGKILL) }
      if round % 3 == 2 { for member in members { kill(member, SIGKILL) } }
      kill(process.processIdentifier, SIGKILL)
      try process.waitForEnd()
      #expect(process.terminationReason == .uncaughtSignal)
    }
    let last = try program.call("sweep", yaml, "--jobs", "2", "--json")
    try #require(last.exitCode == 0, "\(last.error)")
    let table = try JSONDecoder().decode(Table.self, from: Data(last.output.utf8))
    #expect(table.members.map(\.state) == Array(repeating: "done", count: 12))
    #expect(Set(table.members.map(\.run)).count == 12)
    for member in table.members {
      let counts = try doneCounts(member.run, program)
      #expect(counts.count == 10 && counts.values.allSatisfy { $0 == 1 }, "\(member.run): \(counts)")
      #expect(member.figures["clusters"] != nil && member.figures["kappa"] != nil)
    }
    let again = try program.call("sweep", yaml)
    #expect(again.exitCode == 0 && !again.error.contains(": started"))
  }

  @Test func `one member that fails does not end the others, and a changed file adds members`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(tinyExperiment, as: "tiny.yaml")
    let bundles = (1...11).map { "  - experiment: {seed: \($0)}\n" }.joined()
    let broken =
      "  - phase_1: {learning_rate: 100, epochs: 20, decay: constant}\n    train: {clip_norm: null}\n"
    let yaml = try program.write(
      "name: twelve\nexperiment: tiny.yaml\nlist:\n" + broken + bundles, as: "sweep.yaml")
    let first = try program.call("sweep", yaml, "--jobs", "2")
    #expect(first.exitCode == 1)
    #expect(first.output.contains("11 done, 1 failed"), "\(first.output)\(first.error)")
    let reason = try #require(first.output.split(separator: "\n").first { $0.hasPrefix("member 1 failed: ") })
    #expect(reason.contains("not finite") && reason.contains("phase_1.learning_rate"), "\(reason)")
    let csv = try #require(program.bytes("outputs/sweeps/twelve/sweep.csv"))
    #expect(String(decoding: csv, as: UTF8.self).split(separator: "\n").count == 13)

    // Two members that share a run: they are done one after another, in one run directory.
    _ = try program.write(
      "name: twelve\nexperiment: tiny.yaml\nlist:\n  - cluster: {preference: minimum}\n  - cluster: {damping: 0.8}\n",
      as: "sweep.yaml")
    let second = try program.call("sweep", yaml, "--jobs", "2", "--listed", "--json")
    let table = try JSONDecoder().decode(Table.self, from: Data(second.output.utf8))
    #expect(table.members.suffix(2).map(\.member) == [13, 14])
    #expect(table.members.suffix(2).map(\.state) == ["done", "done"], "\(second.error)")
    #expect(Set(table.members.suffix(2).map(\.run)).count == 1)
    #expect(second.error.contains("members 13 and 14 were added to the 12 that were there"))
    #expect(second.exitCode == 1, "member 1 has still failed")
  }

  @Test func `an interrupted sweep lets its members save their work, and says how to go on`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(tinyExperiment.replacing("epochs: 1", with: "epochs: 400"), as: "tiny.yaml")
    let yaml = try program.write(
      "name: twelve\nexperiment: tiny.yaml\nsweep:\n  experiment:\n    seed: [1, 2, 3]\n", as: "sweep.yaml")
    let (process, _, error) = try program.start(["sweep", yaml, "--jobs", "2"])
    try process.wait {
      FolderContents.names(in: program.folder.appendingPathComponent("outputs/tiny")).count {
        $0.hasSuffix("metrics.jsonl")
      } == 2
    }
    kill(process.processIdentifier, SIGTERM)
    try process.waitForEnd()
    #expect(process.terminationStatus == 143)
    #expect(
      try String(contentsOf: error, encoding: .utf8).contains("The same command resumes where it stopped."))
    let state = try program.call("sweep", yaml, "--status")
    #expect(state.exitCode == 1)
    #expect(state.output.contains("1 waiting, 2 interrupted"), "\(state.output)")
  }

  @Test func `options of one kind of sweep are refused for the other`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(tinyExperiment, as: "tiny.yaml")
    let runs = try program.write(
      "experiment: tiny.yaml\nsweep:\n  experiment:\n    seed: [1, 2]\n", as: "runs.yaml")
    let clusterings = try program.write(
      "run: a\nsweep:\n  cluster:\n    damping: [0.8, 0.9]\n", as: "clusterings.yaml")
    for arguments in [
      [runs, "--features", "a.h5"], [runs, "--out", "b"], [runs, "--wait"], [clusterings, "--jobs", "2"],
      [clusterings, "--status"], [runs, "--launcher", "slurm", "--fail-fast"],
    ] {
      let outcome = try program.call(["sweep"] + arguments)
      #expect(
        outcome.exitCode == 78 && arguments.contains { $0.hasPrefix("--") && outcome.error.contains($0) },
        "\(outcome.error)")
    }
    #expect(try program.call("sweep", runs, "--jobs", "0").exitCode == 64)
    #expect(try program.call("sweep", runs, "--status").exitCode == 65, "it was never started")
  }
}

/// Every stage of a run in about a second.
let tinyExperiment = """
  experiment:
    name: tiny
  phantom:
    patients: 10
    pixels: 128
    lesion_scale: 4
    validation_fraction: 0.15
    test_fraction: 0.3
  model:
    preset: testing
  train:
    batch_patients: 4
  phase_1:
    epochs: 1
    learning_rate: 0.005
  phase_2:
    epochs: 1
    learning_rate: 0.005
  phase_3:
    epochs: 1
    learning_rate: 0.001
  evaluate:
    bootstrap_draws: 100
    blind_draws: 20
    permutations: 20
  mine:
    minimum_response: -1000
    panels: 1
  judge:
    permutations: 200
  mosaic:
    tile_pixels: 64
    maximum_tiles: 4
  runtime:
    lanes: 1
  """
