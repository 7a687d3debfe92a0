import Foundation

/// Finds runs by what people call them: the folder of the run, a folder with exactly one run in it, the id, or the
/// beginning of an id that only one run has. `EXPERIMENT/ID` takes the runs of one experiment.
public struct RunFinder: Sendable {
  /// The folder of outputs in which ids are looked up.
  public let outputs: OutputsDirectory

  /// A finder of the runs in a folder of outputs.
  public init(_ outputs: OutputsDirectory) { self.outputs = outputs }

  /// The run that a word stands for.
  ///
  /// - Throws: `RunsError` with code `.unknownRun`, `.ambiguous` or `.unreadable`; `.missing` for a folder without a run.
  public func run(_ word: String) throws(RunsError) -> RunDirectory {
    let place = RunDirectory(URL(filePath: word, directoryHint: .isDirectory).standardizedFileURL)
    if place.exists { return place }
    let below = try Self.runs(below: place.url)
    if below.count == 1 { return below[0] }
    if below.count > 1 { throw RunsError(.ambiguous(below.map(Self.name)), at: word) }
    let called = try runs(called: word)
    if called.count == 1 { return called[0] }
    if called.count > 1 { throw RunsError(.ambiguous(called.map(Self.name)), at: word) }
    guard access(place.url.path, F_OK) == 0 else {
      throw RunsError(.unknownRun(in: outputs.url.path), at: word)
    }
    throw RunsError(
      .missing, at: place.experiment.path,
      remedy: "Name the directory of a run, which `zoomin run` prints in its last line, or the id of a run.")
  }

  /// The name of a run that is unique in its folder of outputs.
  public static func name(_ run: RunDirectory) -> String { "\(run.experimentName)/\(run.id)" }

  // MARK: -

  /// The runs one or two levels below a folder.
  private static func runs(below folder: URL) throws(RunsError) -> [RunDirectory] {
    var runs: [RunDirectory] = []
    for name in try FolderNames.visible(in: folder.path) ?? [] where name != OutputsDirectory.cacheName {
      let inner = folder.appending(path: name, directoryHint: .isDirectory)
      if RunDirectory(inner).exists {
        runs.append(RunDirectory(inner))
        continue
      }
      for id in try FolderNames.visible(in: inner.path) ?? [] {
        let run = RunDirectory(inner.appending(path: id, directoryHint: .isDirectory))
        if run.exists { runs.append(run) }
      }
    }
    return runs
  }

  /// The runs whose id is, or else begins with, a word.
  private func runs(called word: String) throws(RunsError) -> [RunDirectory] {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), let start = parts.last, !start.isEmpty else { return [] }
    var runs: [RunDirectory] = []
    for experiment in try FolderNames.visible(in: outputs.url.path) ?? []
    where experiment != OutputsDirectory.cacheName && (parts.count == 1 || experiment == parts[0]) {
      for id in try FolderNames.visible(in: outputs.experiment(experiment).path) ?? []
      where id.hasPrefix(start) {
        let run = outputs.run(id, ofExperiment: experiment)
        if run.exists { runs.append(run) }
      }
    }
    let exact = runs.filter { $0.id == start }
    return exact.isEmpty ? runs : exact
  }
}
