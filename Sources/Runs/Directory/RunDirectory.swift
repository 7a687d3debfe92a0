import Foundation

/// The paths inside `outputs/<experiment>/<run-id>/`. Nothing is created here.
public struct RunDirectory: Hashable, Sendable {
  /// The run directory itself.
  public let url: URL

  /// The run directory at a place; the same whether it exists yet or not, which URL spells differently.
  public init(_ url: URL) {
    self.url = url.hasDirectoryPath ? url : URL(filePath: url.path, directoryHint: .isDirectory)
  }

  /// The run that a clustering's folder is part of; nil if it is part of none.
  public init?(ofClustering folder: URL) {
    let parent = folder.standardizedFileURL.deletingLastPathComponent()
    let run = RunDirectory(parent.deletingLastPathComponent())
    guard parent.path == run.clusterings.path,
      FileManager.default.fileExists(atPath: run.identity.path)
    else { return nil }
    self = run
  }

  /// The experiment as it was run, every default written out.
  public var experiment: URL { file("experiment.yaml") }
  /// The identity of the run, from which its name is made.
  public var identity: URL { file("identity.json") }
  /// Whose network reads the pictures, in a run without training of its own.
  public var cohort: URL { file("cohort.json") }
  /// The program, machine and libraries of the run; never part of a key.
  public var provenance: URL { file("provenance.json") }
  /// What the run is doing, or how it ended.
  public var status: URL { file("status.json") }
  /// Seconds per stage.
  public var timing: URL { file("timing.json") }
  /// One JSON object per line: losses and rates, in training order.
  public var metrics: URL { file("metrics.jsonl") }
  /// The curves and some pictures for TensorBoard.
  public var events: URL { file("events.out.tfevents.zoomin") }
  /// The terminal's output with times.
  public var log: URL { file("log.txt") }
  /// The file that a writing process holds locked.
  public var lock: URL { file(".lock") }
  /// The folder of the records of finished stages.
  public var stages: URL { folder("stages") }
  /// The record of a stage.
  public func stage(_ name: String) -> URL { file("stages/\(name).json") }
  /// The folder of weights.
  public var checkpoints: URL { folder("checkpoints") }
  /// The weights after a phase of training, and the state to continue from.
  public func checkpoint(_ phase: String) -> URL {
    file("checkpoints/\(phase).safetensors")
  }
  /// The weights of a phase that were best on the validation pictures.
  public func bestCheckpoint(_ phase: String) -> URL { file("checkpoints/\(phase)-best.safetensors") }
  /// How well the network graded the validation pictures during training.
  public var validation: URL { file("validation.csv") }
  /// The folder of predictions for held-out pictures.
  public var predictions: URL { folder("predictions") }
  /// The predictions for the pictures of a split.
  public func predictions(ofSplit name: String) -> URL { file("predictions/\(name).csv") }
  /// All results of the run, with intervals.
  public var evaluation: URL { file("evaluation.json") }
  /// The figures of the run that lists of runs show.
  public var figures: URL { file("figures.json") }
  /// The pictures that the run read, with their grades and splits.
  public var pictures: URL { file("pictures.csv") }
  /// One panel per picture: the picture, the gated attention of levels 1-4, the boxes.
  public var attention: URL { folder("attention") }
  /// The panels, by their names.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func allAttention() throws(RunsError) -> [URL] {
    (try FolderNames.visible(in: attention.path) ?? []).map { file("attention/\($0)") }
  }
  /// Pictures that could not be prepared, with the reason.
  public var skipped: URL { file("skipped.csv") }
  /// A summary of the results and of the files to open, as text.
  public var summary: URL { file("summary.txt") }
  /// The run on one page, with its pictures in it.
  public var report: URL { file("report.html") }

  /// The folder of plots.
  public var plots: URL { folder("plots") }
  /// A plot in a format, such as `roc-test` in `svg`.
  public func plot(_ name: String, format: String) -> URL { file("plots/\(name).\(format)") }
  /// The files in the folder of plots, by their names.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func allPlots() throws(RunsError) -> [URL] {
    (try FolderNames.visible(in: plots.path) ?? []).map { file("plots/\($0)") }
  }

  /// The folder of all minings.
  public var minings: URL { folder("mining") }
  /// The mining with a stage's key.
  public func mining(key: String) -> MiningDirectory {
    MiningDirectory(url: folder("mining/\(StageKey.short(key))"))
  }
  /// Where the mining with a stage's key is made again, before it replaces the one that is there.
  public func miningAgain(key: String) -> MiningDirectory {
    MiningDirectory(url: folder("mining/.again-\(StageKey.short(key))"))
  }
  /// All minings, by the names of their folders.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func allMinings() throws(RunsError) -> [MiningDirectory] {
    (try FolderNames.visible(in: minings.path) ?? []).map { MiningDirectory(url: folder("mining/\($0)")) }
  }

  /// The folder of all clusterings.
  public var clusterings: URL { folder("clusters") }
  /// The folder of a clustering.
  public func clustering(id: String) -> URL { folder("clusters/\(StageKey.short(id))") }
  /// Where a clustering is made again, before it replaces the one that is there.
  public func clusteringAgain(id: String) -> URL { folder("clusters/.again-\(StageKey.short(id))") }
  /// The folders of the clusterings, by their names.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func allClusterings() throws(RunsError) -> [URL] {
    (try FolderNames.visible(in: clusterings.path) ?? []).map { folder("clusters/\($0)") }
  }

  /// Whether the folder is that of a run: it has an identity, a status or an experiment.
  public var exists: Bool { [identity, status, experiment].contains { access($0.path, F_OK) == 0 } }

  /// The name of the folder, which is the id of the run.
  public var id: String { url.lastPathComponent }
  /// The experiment that the run belongs to, by the place of its folder.
  public var experimentName: String { url.deletingLastPathComponent().lastPathComponent }
  /// The folder of all outputs, two levels above the run, even if that was moved.
  public var outputs: OutputsDirectory {
    OutputsDirectory(url.deletingLastPathComponent().deletingLastPathComponent())
  }

  /// The path of a place relative to the run directory, as the records of stages contain it.
  public func relativePath(of place: URL) -> String {
    let (own, whole) = (url.path, place.path)
    precondition(whole.hasPrefix(own + "/"), "\(whole) lies outside of \(own)")
    return String(whole.dropFirst(own.count + 1))
  }

  /// The place of a path relative to the run directory.
  public func place(of relativePath: String) -> URL { url.appendingPathComponent(relativePath) }

  // MARK: -

  // Without a hint, URL checks on the disk at every call whether a path is a folder.
  private func file(_ path: String) -> URL { url.appending(path: path, directoryHint: .notDirectory) }

  private func folder(_ path: String) -> URL { url.appending(path: path, directoryHint: .isDirectory) }
}
