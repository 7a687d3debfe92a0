import Foundation
import Testing
import TestSupport

/// A sweep through a Slurm of one node, which the test starts and stops.
///
/// Skipped where Slurm cannot be started: install it with `apt-get install --no-install-recommends slurm-wlm munge`, and be root.
@Suite(.serialized, .withProgram, .withSlurm)
struct SlurmSweepTests {
  private struct Table: Decodable {
    struct Member: Decodable {
      let member: Int
      let state: String
      let run: String
      let reason: String?
    }
    let members: [Member]

    init(_ text: String) throws { self = try JSONDecoder().decode(Table.self, from: Data(text.utf8)) }
    var states: [String] { members.map(\.state) }
    private enum CodingKeys: CodingKey { case members }
    init(from decoder: any Decoder) throws {
      members = try decoder.container(keyedBy: CodingKeys.self).decode([Member].self, forKey: .members)
    }
  }

  private let sweep = """
    name: seeds
    experiment: tiny.yaml
    launcher: slurm
    jobs: 1
    slurm:
      cpus_per_task: 1
      time: "1:00:00"
    sweep:
      experiment:
        seed: [1, 2, 3]
    """

  @Test
  func `a job array, one member cancelled while it runs and resumed, gives what the local launcher gives`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let slurm = try SlurmNode(in: program.folder.appendingPathComponent("slurm"))
    defer { slurm.stop() }
    let environment = slurm.environment
    _ = try program.write(
      tinyExperiment.replacing("phase_1:\n  epochs: 1", with: "phase_1:\n  epochs: 60"), as: "tiny.yaml")
    let yaml = try program.write(sweep, as: "sweep.yaml")

    let submitted = try program.call(["sweep", yaml, "--json"], environment: environment)
    try #require(submitted.exitCode == 0, "\(submitted.error)")
    #expect(try Set(Table(submitted.output).states).isSubset(of: ["queued", "running"]))
    #expect(program.bytes("outputs/sweeps/seeds/slurm/1.sh") != nil)

    // The first member is cancelled in the middle of its training; the others go on.
    let first = try Table(submitted.output).members[0].run
    try wait { program.bytes("outputs/\(first)/metrics.jsonl")?.isEmpty == false }
    let again = try program.call(["sweep", yaml, "--json"], environment: environment)
    #expect(try Table(again.output).states == ["running", "queued", "queued"], "nothing is submitted twice")
    let job = try #require(
      try slurm.call("squeue", "--me", "-r", "-h", "-t", "RUNNING", "-o", "%i").split(separator: "\n").first)
    #expect(job.hasSuffix("_1"))
    _ = try slurm.call("scancel", String(job))
    var table = try Table(submitted.output)
    try wait {
      let state = try program.call(["sweep", yaml, "--status", "--json"], environment: environment)
      table = try Table(state.output)
      return !table.states.contains("queued") && !table.states.contains("running")
    }
    #expect(table.states == ["interrupted", "done", "done"], "\(table.members.map(\.reason))")

    let resumed = try program.call(["sweep", yaml, "--wait", "--json"], environment: environment)
    #expect(resumed.exitCode == 0, "\(resumed.error)")
    #expect(try Table(resumed.output).states == ["done", "done", "done"])
    #expect(resumed.error.contains("1 member submitted as job "))

    let local = try Program()
    defer { local.remove() }
    _ = try local.write(
      String(decoding: try #require(program.bytes("tiny.yaml")), as: UTF8.self), as: "tiny.yaml")
    _ = try local.write(sweep, as: "sweep.yaml")
    let here = try local.call("sweep", yaml, "--launcher", "local", "--json")
    #expect(here.exitCode == 0, "\(here.error)")
    for member in try Table(here.output).members {
      let bytes = try RunBytes(local.folder.appendingPathComponent("outputs/\(member.run)"))
      let other = try RunBytes(program.folder.appendingPathComponent("outputs/\(member.run)"))
      #expect(bytes.differences(from: other) == [] && bytes.count > 20)
    }
  }

  @Test func `a requeued job resumes, and a job that Slurm refuses is told in Slurm's words`() throws {
    let program = try Program()
    defer { program.remove() }
    let slurm = try SlurmNode(in: program.folder.appendingPathComponent("slurm"))
    defer { slurm.stop() }
    _ = try program.write(
      tinyExperiment.replacing("phase_1:\n  epochs: 1", with: "phase_1:\n  epochs: 60"), as: "tiny.yaml")
    let yaml = try program.write(sweep.replacing("[1, 2, 3]", with: "[1]"), as: "sweep.yaml")
    let refused = try program.write(
      sweep.replacing("time: \"1:00:00\"", with: "partition: nowhere").replacing(
        "name: seeds", with: "name: other"),
      as: "refused.yaml")
    let outcome = try program.call(["sweep", refused], environment: slurm.environment)
    #expect(outcome.exitCode == 65)
    #expect(
      outcome.error.contains("zoomin: sbatch: failed: ") && outcome.error.contains("partition"),
      "\(outcome.error)")

    let submitted = try program.call(["sweep", yaml, "--json"], environment: slurm.environment)
    try #require(submitted.exitCode == 0, "\(submitted.error)")
    let run = try Table(submitted.output).members[0].run
    try wait { program.bytes("outputs/\(run)/metrics.jsonl")?.isEmpty == false }
    let job = try slurm.call("squeue", "--me", "-r", "-h", "-t", "RUNNING", "-o", "%i")
    _ = try slurm.call("scontrol", "requeue", job)
    let ended = try program.call(["sweep", yaml, "--wait", "--json"], environment: slurm.environment)
    #expect(ended.exitCode == 0, "\(ended.error)")
    #expect(try Table(ended.output).states == ["done"])
    let log = String(decoding: try #require(program.bytes("outputs/\(run)/log.txt")), as: UTF8.self)
    #expect(log.components(separatedBy: "train-m-net: done in").count == 2)
  }

  /// Waits until a condition holds.
  private func wait(atMost seconds: Double = 600, until isMet: () throws -> Bool) throws {
    let start = ContinuousClock.now
    while try !isMet() {
      try #require(start.duration(to: .now) < .seconds(seconds), "waited \(seconds) seconds in vain")
      usleep(50_000)
    }
  }
}

/// The Slurm of one node.
struct SlurmNode {
  let folder: URL
  private static let script = SourceTree.test("EndToEnd/Slurm/slurm.sh")

  var environment: [String: String] { ["SLURM_CONF": folder.appendingPathComponent("slurm.conf").path] }

  init(in folder: URL) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
      _ = try call(Self.script.path, "start", folder.path)
    } catch {
      stop()
      throw error
    }
  }

  func stop() { _ = try? call(Self.script.path, "stop", folder.path) }

  /// What a command of Slurm prints.
  @discardableResult
  func call(_ command: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = folder.appendingPathComponent("output-\(UUID().uuidString)")
    try Data().write(to: output)
    // A file, because the daemons inherit it: a pipe would stay open as long as they live.
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try process.waitForEnd(atMost: 120)
    guard process.terminationStatus == 0 else {
      throw Failure(command: command, code: process.terminationStatus)
    }
    return try String(contentsOf: output, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  struct Failure: Error {
    let command: [String]
    let code: Int32
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the tests where no Slurm can be started.
  static var withSlurm: Self {
    let programs = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch"]
    let areThere = programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    return .enabled(
      if: areThere && getuid() == 0,
      "Slurm cannot be started: it needs root and the packages slurm-wlm and munge")
  }
}
