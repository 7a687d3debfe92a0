import Foundation

/// A small but real experiment, run once without disturbance: what disturbed runs of it are compared with.
struct Undisturbed {
  /// Every stage, several epochs a phase and several updates an epoch, in a second of one core.
  static let smallExperiment = """
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
      validate_every: 1
      select: loss
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

  /// The same with preset `lite` on the smallest picture its trunk reads, cells and spots mined, in half a minute.
  static let liteExperiment = """
    experiment:
      name: disturbed-lite
    phantom:
      patients: 12
      pixels: 560
      lesion_scale: 4
      validation_fraction: 0.15
      test_fraction: 0.2
    data:
      view_pixels: 224
      zoom_pixels: 560
    model:
      preset: lite
    train:
      batch_patients: 1
    phase_1:
      epochs: 2
      learning_rate: 0.005
    phase_2:
      epochs: 2
      learning_rate: 0.005
    phase_3:
      epochs: 1
      learning_rate: 0.001
    evaluate:
      bootstrap_draws: 100
      blind_draws: 20
      permutations: 20
    mine:
      units: [cell, spot]
      minimum_response: -1000
      panels: 2
    cluster:
      features: standardised
      smoothing: 8
    mosaic:
      tile_pixels: 64
      maximum_tiles: 9
    runtime:
      lanes: 1
    """

  /// The command after the program's name; `experiment` lies beside the outputs under the name in it.
  static let command = ["run", "disturbed.yaml"]

  /// The experiment's text and the folder of its run below `outputs`, whose name depends on the experiment alone.
  let experiment: String
  let runPath: String
  let bytes: RunBytes
  /// Seconds of each stage, and of the whole program.
  let seconds: [String: Double]
  let wholeSeconds: Double
  /// Updates of each phase, in the order of training, with those of its first epoch.
  let phases: [(name: String, updates: Int, updatesPerEpoch: Int)]

  /// The one undisturbed run of this process, the one with two lanes, and the one with preset `lite`.
  static let shared = Result { try Undisturbed(smallExperiment) }
  static let inTwoLanes = Result { try Undisturbed(smallExperiment, ["runtime.lanes=2"]) }
  static let lite = Result { try Undisturbed(liteExperiment) }

  private init(_ experiment: String, _ overrides: [String] = []) throws {
    self.experiment = experiment
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(experiment, as: Self.command[1])
    let begin = Date.now
    let outcome = try program.call(Self.command + overrides)
    wholeSeconds = Date.now.timeIntervalSince(begin)
    guard outcome.exitCode == 0, let path = outcome.output.split(separator: "\n").last else {
      throw Failure(text: outcome.error)
    }
    let run = URL(fileURLWithPath: String(path))
    runPath = "outputs/\(run.deletingLastPathComponent().lastPathComponent)/\(run.lastPathComponent)"
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
