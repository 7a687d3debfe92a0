import Foundation
import NeuralNet
import Runs
import Workbench

/// Which run an experiment is: the keys that affect training and the data, without the clock or the host.
struct RunIdentity: Codable, Equatable {
  /// The hash without `runtime.lanes` and `runtime.precision`.
  let base: String
  /// `runtime.lanes`, resolved to a number.
  let laneCount: Int
  /// `runtime.precision`, resolved.
  let precision: Precision

  /// The name of the run's folder.
  var id: String {
    StageKey.short(ContentHash.hexadecimal(of: ([base] + facts).joined(separator: " ")))
  }

  /// What the machine, or an existing run, decided: part of the key of every stage that trains.
  ///
  /// f32 goes without saying, as it did before there was anything else.
  var facts: [String] {
    ["lanes \(laneCount)"] + (precision == .f32 ? [] : ["precision \(precision.rawValue)"])
  }

  /// The identity of an experiment; keys of `runtime:` that are `auto` take the values of an existing, otherwise
  /// equal run, the one that this machine would have begun before others.
  init(_ experiment: Experiment, data: String, runs folder: URL, console: Console) throws {
    let stages: [StageName] = [.prepare, .trainMNet, .trainANet, .trainZoomInNet]
    var hash = ContentHash()
    for stage in stages {
      hash.update(StageKey.of(stage, settings: experiment.settings(of: stage), parent: nil))
    }
    hash.update(data)
    let own = RunIdentity(
      base: hash.hexadecimal(), laneCount: experiment.laneCount, precision: experiment.precision)
    let existing = Self.existing(in: folder).filter { found in
      found.base == own.base
        && (experiment.runtime.lanes == nil || found.laneCount == own.laneCount)
        && (experiment.runtime.precision == .auto || found.precision == own.precision)
    }
    self = existing.contains(own) ? own : existing.first ?? own
    guard self != own else { return }
    var adopted: [String] = []
    if laneCount != own.laneCount { adopted.append("runtime.lanes=\(laneCount)") }
    if precision != own.precision { adopted.append("runtime.precision=\(precision.rawValue)") }
    console.note(
      "Going on with \(adopted.joined(separator: " and ")), as the existing run was begun.")
  }

  init(base: String, laneCount: Int, precision: Precision) {
    self.base = base
    self.laneCount = laneCount
    self.precision = precision
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    base = try fields.decode(String.self, forKey: .base)
    laneCount = try fields.decode(Int.self, forKey: .laneCount)
    // Runs of earlier versions do not say.
    precision = try fields.decodeIfPresent(Precision.self, forKey: .precision) ?? .f32
  }

  /// Remembers the identity in the run.
  func write(to run: RunDirectory) throws {
    try AtomicFile.write(CanonicalJSON.data(self), to: Self.url(run.url))
  }

  // MARK: -

  private static func url(_ run: URL) -> URL { run.appendingPathComponent("identity.json") }

  private static func existing(in folder: URL) -> [RunIdentity] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { name in
      let data = FileManager.default.contents(atPath: url(folder.appendingPathComponent(name)).path)
      return data.flatMap { try? JSONDecoder().decode(RunIdentity.self, from: $0) }
    }
  }
}

extension Experiment {
  /// The experiment with `auto` replaced by what the run decided, as its own YAML states it.
  func resolved(_ identity: RunIdentity) -> Experiment {
    var experiment = self
    experiment.runtime.lanes = identity.laneCount
    experiment.runtime.precision = identity.precision == .bf16 ? .bf16 : .f32
    return experiment
  }
}
