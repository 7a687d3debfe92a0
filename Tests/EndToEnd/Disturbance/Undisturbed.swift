import Foundation

/// A small but real experiment, run once without disturbance: what disturbed runs of it are compared with.
struct Undisturbed {
  /// Every stage, several epochs a phase and several updates an epoch, in a second of one core.
  static let experiment = """
    experiment:
      name: disturbed
    phantom:
      patients: 12
      pixels: 128
      lesion_scale: 4
      validation_fraction: 0.15
      test_fraction: 0.2
    model:
      preset: testing
    train:
      batch_patients: 1
    phase_1:
      epochs: 3
      learning_rate: 0.005
    phase_2:
      epochs: 3
      learning_rate: 0.005
    phase_3:
      epochs: 2
      learning_rate: 0.001
    evaluate:
      bootstrap_draws: 100
      blind_draws: 20
      permutations: 20
    mine:
      minimum_response: -1000
      panels: 2
    mosaic:
      tile_pixels: 64
    runtime:
      lanes: 1
    """

  /// The command after the program's name.
  static let command = ["run", "disturbed.yaml"]

  /// The name of the run's folder, which depends on the experiment alone.
  let runName: String
  let bytes: RunBytes
  /// Seconds of each stage, and of the whole program.
  let seconds: [String: Double]
  let wholeSeconds: Double
  /// Updates of each phase, in the order of training, with those of its first epoch.
  let phases: [(name: String, updates: Int, updatesPerEpoch: Int)]

  /// The one undisturbed run of this process, and the one with two lanes.
  static let shared = Result { try Undisturbed() }
  static let inTwoLanes = Result { try Undisturbed(["runtime.lanes=2"]) }

  private init(_ overrides: [String] = []) throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(Self.experiment, as: Self.command[1])
    let begin = Date.now
    let outcome = try program.call(Self.command + overrides)
    wholeSeconds = Date.now.timeIntervalSince(begin)
    guard outcome.exitCode == 0, let path = outcome.output.split(separator: "\n").last else {
      throw Failure(text: outcome.error)
    }
    let run = URL(fileURLWithPath: String(path))
    runName = run.lastPathComponent
    bytes = try RunBytes(run)
    let timing = try Data(contentsOf: run.appendingPathComponent("timing.json"))
    seconds = try JSONDecoder().decode([String: Double].self, from: timing)
    let lines = try TrainingLine.all(in: run)
    var phases: [(name: String, updates: Int, updatesPerEpoch: Int)] = []
    for line in lines where line.phase != phases.last?.name {
      let own = lines.filter { $0.phase == line.phase }
      phases.append((line.phase, own.count, own.count { $0.epoch == 0 }))
    }
    self.phases = phases
  }

  struct Failure: Error { let text: String }
}

/// A line of `metrics.jsonl`.
struct TrainingLine: Decodable {
  let phase: String
  let epoch: Int
  let update: Int

  /// The whole lines that stand in a run's log.
  static func all(in run: URL) throws -> [TrainingLine] {
    let data =
      FileManager.default.contents(atPath: run.appendingPathComponent("metrics.jsonl").path) ?? Data()
    let end = data.lastIndex(of: UInt8(ascii: "\n")) ?? data.startIndex
    return try data[..<end].split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(TrainingLine.self, from: Data($0))
    }
  }
}
