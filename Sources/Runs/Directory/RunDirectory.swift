import Foundation

/// The places inside `outputs/<experiment>/<run-id>/`; nothing is created by naming it.
public struct RunDirectory: Hashable, Sendable {
  /// The run directory itself.
  public let url: URL

  /// The run directory at a place.
  public init(_ url: URL) { self.url = url }

  /// The experiment as it was run, every default written out.
  public var experiment: URL { url.appendingPathComponent("experiment.yaml") }
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
  /// The keys of the stages that are done.
  public var stages: URL { url.appendingPathComponent("stages") }
  /// `<phase>.safetensors`.
  public var checkpoints: URL { url.appendingPathComponent("checkpoints") }
  /// `<split>.csv`.
  public var predictions: URL { url.appendingPathComponent("predictions") }
  /// Every measure of the run, with intervals.
  public var evaluation: URL { url.appendingPathComponent("evaluation.json") }
  /// One panel a picture: the picture, the gated attention of levels 1-4, the boxes.
  public var attention: URL { url.appendingPathComponent("attention") }
  /// Pictures that could not be prepared, with the reason.
  public var skipped: URL { url.appendingPathComponent("skipped.csv") }
  /// What was found and which files to open, as text.
  public var summary: URL { url.appendingPathComponent("summary.txt") }

  /// The folder of the features mined under a key.
  public func mining(key: String) -> URL { url.appendingPathComponent("mining/\(key)") }
  /// The folder of a clustering.
  public func clustering(id: String) -> URL { url.appendingPathComponent("clusters/\(id)") }
}
