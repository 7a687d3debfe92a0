import Foundation
import Runs
import Workbench
import ZoomInNet

/// Which run an experiment is: the keys that affect training and the data, without the clock or the host.
struct RunIdentity: Codable, Equatable {
  /// The hash without `runtime.lanes`.
  let base: String
  /// `runtime.lanes`, resolved to a number.
  let laneCount: Int

  /// The name of the run's folder.
  var id: String {
    StageKey.short(ContentHash.hexadecimal(of: "\(base) lanes \(laneCount)"))
  }

  /// The identity of an experiment; `runtime.lanes: 0` adopts the lanes of an existing, otherwise equal run.
  init(
    _ experiment: Experiment, data: String, weights: InitialWeights, runs folder: URL, console: Console
  ) throws {
    let stages: [StageName] = [.prepare, .trainMNet, .trainANet, .trainZoomInNet]
    var hash = ContentHash()
    for stage in stages {
      hash.update(StageKey.of(stage, settings: experiment.settings(of: stage), parent: nil))
    }
    hash.update(data)
    if let weights = weights.identity { hash.update("initial weights \(weights)") }
    base = hash.hexadecimal()
    let own = experiment.laneCount
    guard experiment.runtime.lanes == 0, let found = Self.existing(base: base, in: folder, preferred: own)
    else {
      laneCount = own
      return
    }
    laneCount = found
    if found != own { console.note("Going on with runtime.lanes=\(found), as the existing run was begun.") }
  }

  /// Remembers the identity in the run.
  func write(to run: RunDirectory) throws {
    try AtomicFile.write(CanonicalJSON.data(self), to: Self.url(run.url))
  }

  // MARK: -

  private static func url(_ run: URL) -> URL { run.appendingPathComponent("identity.json") }

  private static func existing(base: String, in folder: URL, preferred: Int) -> Int? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let lanes = names.sorted().compactMap { name -> Int? in
      guard let data = FileManager.default.contents(atPath: url(folder.appendingPathComponent(name)).path),
        let identity = try? JSONDecoder().decode(RunIdentity.self, from: data), identity.base == base
      else { return nil }
      return identity.laneCount
    }
    return lanes.contains(preferred) ? preferred : lanes.first
  }
}
