import Foundation

/// The places inside `outputs/<experiment>/<run-id>/`; nothing is created by naming it.
public struct RunDirectory: Hashable, Sendable {
  /// The run directory itself.
  public let url: URL

  /// The run directory at a place.
  public init(_ url: URL) { self.url = url }

  /// The experiment as it was run, every default written out.
  public var experiment: URL { url.appendingPathComponent("experiment.yaml") }
  /// Which run this is: what its name was made of.
  public var identity: URL { url.appendingPathComponent("identity.json") }
  /// Who made the run, with what: never part of a key.
  public var provenance: URL { url.appendingPathComponent("provenance.json") }
  /// What the run is doing, or how it ended.
  public var status: URL { url.appendingPathComponent("status.json") }
  /// Seconds per stage.
  public var timing: URL { url.appendingPathComponent("timing.json") }
  /// One JSON object a line: losses and rates, in training order.
  public var metrics: URL { url.appendingPathComponent("metrics.jsonl") }
  /// What the terminal showed, with the clock.
  public var log: URL { url.appendingPathComponent("log.txt") }
  /// The file that a writing process holds locked.
  public var lock: URL { url.appendingPathComponent(".lock") }
  /// The folder of the keys of the stages that are done.
  public var stages: URL { url.appendingPathComponent("stages") }
  /// The record of a stage.
  public func stage(_ name: String) -> URL { stages.appendingPathComponent("\(name).json") }
  /// The folder of weights.
  public var checkpoints: URL { url.appendingPathComponent("checkpoints") }
  /// The weights after a phase of training, and what it needs to go on.
  public func checkpoint(_ phase: String) -> URL {
    checkpoints.appendingPathComponent("\(phase).safetensors")
  }
  /// The folder of what the network said of pictures held out.
  public var predictions: URL { url.appendingPathComponent("predictions") }
  /// What the network said of the pictures of a split.
  public func predictions(ofSplit name: String) -> URL { predictions.appendingPathComponent("\(name).csv") }
  /// Every measure of the run, with intervals.
  public var evaluation: URL { url.appendingPathComponent("evaluation.json") }
  /// One panel a picture: the picture, the gated attention of levels 1-4, the boxes.
  public var attention: URL { url.appendingPathComponent("attention") }
  /// Pictures that could not be prepared, with the reason.
  public var skipped: URL { url.appendingPathComponent("skipped.csv") }
  /// What was found and which files to open, as text.
  public var summary: URL { url.appendingPathComponent("summary.txt") }

  /// The folder of all minings.
  public var minings: URL { url.appendingPathComponent("mining") }
  /// What was mined under a stage's key.
  public func mining(key: String) -> MiningDirectory {
    MiningDirectory(url: minings.appendingPathComponent(StageKey.short(key)))
  }
  /// What was mined, by the names of the folders.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func allMinings() throws(RunsError) -> [MiningDirectory] {
    (try FolderNames.visible(in: minings.path) ?? []).map { mining(key: $0) }
  }

  /// The folder of all clusterings.
  public var clusterings: URL { url.appendingPathComponent("clusters") }
  /// The folder of a clustering.
  public func clustering(id: String) -> URL { clusterings.appendingPathComponent(StageKey.short(id)) }
  /// The folders of the clusterings, by their names.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func allClusterings() throws(RunsError) -> [URL] {
    (try FolderNames.visible(in: clusterings.path) ?? []).map { clusterings.appendingPathComponent($0) }
  }

  /// The path from the run directory to a place inside it, as the records of stages keep it.
  public func relativePath(of place: URL) -> String {
    let (own, whole) = (url.path, place.path)
    precondition(whole.hasPrefix(own + "/"), "\(whole) lies outside of \(own)")
    return String(whole.dropFirst(own.count + 1))
  }

  /// The place of a path relative to the run directory.
  public func place(of relativePath: String) -> URL { url.appendingPathComponent(relativePath) }
}
