import Foundation
import Testing
import TestSupport

/// Runs that are killed, stopped, starved of disk and moved to other cores, and end with the same bytes.
///
/// `make test` takes a few samples. In full, with a line for each (about a quarter of an hour on two idle cores):
///
///     ZOOMIN_KILLS=40 ZOOMIN_LITE_KILLS=12 ZOOMIN_STOPS=20 ZOOMIN_FAULTS=1 ZOOMIN_TMPFS=16 \
///       ZOOMIN_PROGRAM=.build/release/zoomin swift test --filter DisturbanceTests
///
/// `ZOOMIN_FAULTS` is the distance between the writing steps that fail, `ZOOMIN_FAULTS_FROM` the first of them and
/// `ZOOMIN_FAULTS_TO` the last.
/// `ZOOMIN_TMPFS` mounts file systems that grow by so many KiB, which root alone may do. `ZOOMIN_SEED` draws other moments.
@Suite(.serialized, .withProgram)
struct DisturbanceTests {
  /// From the signal to the end: four seconds of grace; a busy machine may add some, but nothing waits for the work itself.
  private static let longestEndSeconds = 20.0

  @Test func `kill -9 at random moments over all stages, the same command again: the same bytes`() throws {
    let findings = try disturbed(
      Undisturbed.shared.get(), count: Self.number("ZOOMIN_KILLS", else: 4), by: SIGKILL)
    for finding in findings { #expect(finding.wasKilled && finding.status == SIGKILL) }
    let inside = findings.count { $0.isInsideEpoch }
    print("killed \(findings.count) times, \(inside) of them inside an epoch")
    #expect(inside * 40 >= findings.count * (findings.count < 40 ? 10 : 15))
  }

  @Test func `kill -9 of a run with preset lite, cells and spots mined: the same bytes`() throws {
    let findings = try disturbed(
      Undisturbed.lite.get(), count: Self.number("ZOOMIN_LITE_KILLS", else: 1), by: SIGKILL)
    for finding in findings { #expect(finding.wasKilled && finding.status == SIGKILL) }
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
  func `a signal ends the run before the work is done, and the same command continues`(
    signal: Int32, exitCode: Int32
  ) throws {
    for finding in try disturbed(
      Undisturbed.shared.get(), count: Self.number("ZOOMIN_STOPS", else: 2), by: signal)
    {
      #expect(!finding.wasKilled && finding.status == exitCode, "\(finding.error)")
      #expect(finding.seconds < Self.longestEndSeconds)
    }
  }

  @Test func `work that does not answer an interruption is cut off`() throws {
    var disturbance = Disturbance(reference: try Undisturbed.shared.get(), signal: SIGINT)
    disturbance.overrides = ["evaluate.bootstrap_draws=100000", "runtime.threads=1"]
    let begin = Date.now
    let finding = try #require(try disturbance.perform(at: .stage("evaluate", seconds: 0.5)))
    #expect(finding.status == 130)
    #expect(finding.seconds < Self.longestEndSeconds)
    #expect(finding.differences.isEmpty && finding.resumed == 0)
    print(
      String(
        format: "cut off after %.1f s; %.1f s in all", finding.seconds, Date.now.timeIntervalSince(begin)))
  }

  @Test(arguments: [("0", "1"), ("0,1", "3")])
  func `other cores and threads, the same lanes: the same bytes`(cores: String, threads: String) throws {
    let reference = try Undisturbed.inTwoLanes.get()
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(Undisturbed.smallExperiment, as: Undisturbed.command[1])
    let outcome = try program.call(
      Undisturbed.command + ["runtime.lanes=2", "runtime.threads=\(threads)"], cores: cores)
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    let run = program.folder.appendingPathComponent(reference.runPath)
    let differences = try RunBytes(run).differences(from: reference.bytes)
    print(
      "cores \(cores), \(threads) threads: \(reference.bytes.count) files compared, differ: \(differences)")
    #expect(differences == [])
  }

  @Test func `two processes cannot write one run, and a dead writer is recognised`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(Undisturbed.smallExperiment, as: Undisturbed.command[1])
    let (writer, _, error) = try program.start(Undisturbed.command + ["phase_1.epochs=500"])
    defer { kill(writer.processIdentifier, SIGKILL) }
    func hears(_ text: String) -> Bool {
      (try? String(contentsOf: error, encoding: .utf8))?.contains(text) ?? false
    }
    try writer.wait { hears("train-m-net:") }
    let second = try program.call(Undisturbed.command + ["phase_1.epochs=500"])
    #expect(second.exitCode == 75)
    #expect(second.output.isEmpty)
    #expect(second.error.hasPrefix("zoomin: ") && second.error.split(separator: "\n").count == 1)
    #expect(second.error.contains(": is being written by process \(writer.processIdentifier) on "))
    #expect(second.error.hasSuffix(". Wait for it to end, or stop it.\n"))
    kill(writer.processIdentifier, SIGKILL)
    try writer.waitForEnd()
    let (heir, _, said) = try program.start(Undisturbed.command + ["phase_1.epochs=500"])
    let sentence =
      "Process \(writer.processIdentifier) ended in train-m-net without a message; continuing from there."
    try heir.wait { try String(contentsOf: said, encoding: .utf8).contains("train-m-net:") }
    kill(heir.processIdentifier, SIGKILL)
    try heir.waitForEnd()
    #expect(try String(contentsOf: said, encoding: .utf8).contains(sentence))
  }

  @Test func `a loss that is not finite ends with 65, the update, the layer and the weights to go back to`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(Undisturbed.smallExperiment, as: Undisturbed.command[1])
    let outcome = try program.call(
      Undisturbed.command + [
        "phase_3.learning_rate=100", "phase_3.epochs=20", "phase_3.decay=constant", "train.clip_norm=null",
        "train.head_rate_factor=1",
      ])
    #expect(outcome.exitCode == 65, "\(outcome.error)")
    let last = outcome.error.split(separator: "\n").last.map(String.init) ?? ""
    print(last.replacingOccurrences(of: program.folder.path, with: ""))
    #expect(last.hasPrefix("zoomin: zoom-in-net, epoch ") && last.contains(", update "))
    #expect(last.contains("not finite") && last.contains("Lower phase_3.learning_rate"))
    #expect(last.contains("The last sound weights are those of ") && last.hasSuffix(".safetensors."))
  }

  @Test func `the comparison notices a changed byte, a missing file and one too many`() throws {
    let program = try Program()
    defer { program.remove() }
    let run = program.folder
    try FileManager.default.createDirectory(
      at: run.appendingPathComponent("predictions"), withIntermediateDirectories: true)
    _ = try program.write("1\n", as: "predictions/test.csv")
    _ = try program.write("a\n", as: "log.txt")
    let first = try RunBytes(run)
    _ = try program.write("b\n", as: "log.txt")
    #expect(try RunBytes(run).differences(from: first) == [])
    _ = try program.write("2\n", as: "predictions/test.csv")
    _ = try program.write("", as: ".x.part")
    #expect(try RunBytes(run).differences(from: first) == [".x.part", "predictions/test.csv"])
    #expect(WholeFiles.broken(in: run) == [])
    _ = try program.write("2", as: "predictions/test.csv")
    #expect(WholeFiles.broken(in: run) == ["predictions/test.csv"])
  }

  // MARK: -

  static func number(_ variable: String, else usual: Int) -> Int {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? usual
  }

  /// Disturbs as many runs, every other one at a random update of training, the others in all stages in turn; in
  /// every fourth a checkpoint is written after every update. Each must be resumed to the undisturbed bytes.
  private func disturbed(_ reference: Undisturbed, count: Int, by signal: Int32) throws -> [Disturbance
    .Finding]
  {
    var random = Moments(seed: UInt64(Self.number("ZOOMIN_SEED", else: 1)) &+ UInt64(signal), reference)
    var findings: [Disturbance.Finding] = []
    var attempts = 0
    while findings.count < count {
      attempts += 1
      try #require(attempts <= 2 * count + 4, "most runs ended before their moment came")
      let moment = findings.count.isMultiple(of: 2) ? random.update() : random.stage()
      let disturbance = Disturbance(
        reference: reference, signal: signal,
        overrides: findings.count.isMultiple(of: 4) ? ["runtime.checkpoint_minutes=0"] : [])
      guard let finding = try disturbance.perform(at: moment) else { continue }
      findings.append(finding)
      let place = finding.update.map { "\($0.phase) epoch \($0.epoch) update \($0.update)" } ?? "no update"
      print(
        "signal \(signal), \(findings.count): in \(finding.stage), after \(place)"
          + "\(finding.isInsideEpoch ? ", inside an epoch" : ""); ended in "
          + String(format: "%.2f s; ", finding.seconds)
          + (finding.differences.isEmpty && finding.resumed == 0 ? "resumed to equal bytes" : "NOT equal"))
      #expect(finding.broken == [])
      #expect(finding.resumed == 0, "\(finding.error)")
      #expect(finding.differences == [])
    }
    return findings
  }
}

/// Seeded random moments of a run (SplitMix64).
private struct Moments {
  private var state: UInt64
  private let reference: Undisturbed
  private var stageIndex = 0

  init(seed: UInt64, _ reference: Undisturbed) {
    state = seed
    self.reference = reference
  }

  /// Soon after an update that does not end its epoch.
  mutating func update() -> Disturbance.Moment {
    var inside: [Int] = []
    var before = 0
    for phase in reference.phases {
      inside += (1...phase.updates).filter { $0 % phase.updatesPerEpoch != 0 }.map { before + $0 }
      before += phase.updates
    }
    return .update(inside[Int(fraction() * Double(inside.count))], seconds: 0.002 * fraction())
  }

  /// Some time in the first half of a stage; each stage in turn.
  mutating func stage() -> Disturbance.Moment {
    let stages = [
      "prepare", "mine", "evaluate", "cluster", "judge", "mosaic", "train-m-net", "train-a-net",
      "train-zoom-in-net", "cluster-dark-spots", "judge-dark-spots", "mosaic-dark-spots",
    ].filter { reference.seconds[$0] != nil }
    defer { stageIndex += 1 }
    let name = stages[stageIndex % stages.count]
    return .stage(name, seconds: fraction() * (reference.seconds[name] ?? 0) / 2)
  }

  private mutating func fraction() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((word ^ (word >> 31)) >> 11) * 0x1p-53
  }
}
