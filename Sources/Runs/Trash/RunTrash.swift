import Foundation
import Workbench

/// Runs that were removed: `.trash/<time>/<experiment>/<id>/` in the folder of outputs.
///
/// A run is moved there and back by renaming its folder, so it is always complete in one of the two places, and the same
/// run can be removed several times.
public struct RunTrash: Sendable {
  /// The folder of outputs.
  public let outputs: OutputsDirectory

  /// The trash of a folder of outputs.
  public init(_ outputs: OutputsDirectory) { self.outputs = outputs }

  /// The removed runs, those that were removed first in front.
  ///
  /// - Throws: `RunsError` with code `.unreadable`.
  public func runs() throws(RunsError) -> [RemovedRun] {
    var runs: [RemovedRun] = []
    for time in try FolderNames.visible(in: outputs.trash.path) ?? [] {
      let folder = outputs.trash.appending(path: time, directoryHint: .isDirectory)
      for experiment in try FolderNames.visible(in: folder.path) ?? [] {
        let place = folder.appending(path: experiment, directoryHint: .isDirectory)
        for id in try FolderNames.visible(in: place.path) ?? [] {
          runs.append(
            RemovedRun(
              run: RunDirectory(place.appending(path: id, directoryHint: .isDirectory)), time: time))
        }
      }
    }
    return runs
  }

  /// The removed run with an id, or with the only id that begins like this; `EXPERIMENT/ID` and `TIME/EXPERIMENT/ID`
  /// name it exactly. Of a run that was removed several times it is the last one.
  ///
  /// - Throws: `RunsError` with code `.unknownRun`, `.ambiguous` or `.unreadable`.
  public func run(_ word: String) throws(RunsError) -> RemovedRun {
    let found = try runs().filter { removed in
      removed.id.hasPrefix(word) || removed.name.hasPrefix(word) || removed.fullName == word
    }
    let exact = found.filter { [$0.id, $0.name, $0.fullName].contains(word) }
    let runs = exact.isEmpty ? found : exact
    guard let last = runs.last else {
      throw RunsError(
        .unknownRun(in: outputs.trash.path), at: word,
        remedy: "`zoomin runs list --trash` shows the runs that were removed.")
    }
    let names = Set(runs.map(\.name))
    guard names.count == 1 else { throw RunsError(.ambiguous(names.sorted()), at: word) }
    return last
  }

  /// Moves a run into the trash.
  ///
  /// - Parameters:
  ///   - isForced: also moves a run that works on another machine, or waits for a launcher, by its status.
  ///   - time: when it is removed.
  /// - Throws: `RunsError` with code `.locked`, `.immovable`; `WorkbenchError` with code `.unwritable`.
  public func remove(_ run: RunDirectory, isForced: Bool = false, at time: Date = .now) throws -> RemovedRun {
    if !isForced { try checkIdle(run) }
    let lock = try RunLock(run)
    defer { withExtendedLifetime(lock) {} }
    let stamp = Self.stamp(time)
    var (name, number) = (stamp, 1)
    var target: RunDirectory
    repeat {
      target = RunDirectory(
        outputs.trash.appending(path: "\(name)/\(run.experimentName)/\(run.id)", directoryHint: .isDirectory))
      number += 1
      name = "\(stamp)-\(number)"
    } while access(target.url.path, F_OK) == 0
    try Self.move(run.url, to: target.url)
    return RemovedRun(
      run: target,
      time: target.url.deletingLastPathComponent().deletingLastPathComponent().lastPathComponent)
  }

  /// Moves a removed run back to where it was.
  ///
  /// - Throws: `RunsError` with code `.immovable`, also if there is such a run again; `WorkbenchError` with code
  ///   `.unwritable`.
  public func restore(_ removed: RemovedRun) throws -> RunDirectory {
    let target = outputs.run(removed.id, ofExperiment: removed.experiment)
    guard access(target.url.path, F_OK) != 0 else {
      throw RunsError(
        .immovable("exists, so the removed run cannot be moved back to there"), at: target.url.path,
        remedy: "Remove that run first with `zoomin runs rm`.")
    }
    try Self.move(removed.run.url, to: target.url)
    Self.removeEmptyFolders(above: removed)
    return target
  }

  /// Deletes a removed run for ever.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func delete(_ removed: RemovedRun) throws {
    do {
      try FileManager.default.removeItem(at: removed.run.url)
    } catch {
      throw WorkbenchError(
        .unwritable, at: removed.run.url.path, "cannot be deleted: \(error.localizedDescription)",
        remedy: "Check that you may write there.")
    }
    Self.removeEmptyFolders(above: removed)
  }

  // MARK: -

  /// A time as the name of a folder, without colons, which some file systems refuse: `2026-11-28T165048Z`.
  private static func stamp(_ time: Date) -> String {
    time.formatted(.iso8601.timeSeparator(.omitted).dateSeparator(.dash))
  }

  /// Throws for a run that seems to work where locks cannot be seen, or that a launcher is about to start.
  private func checkIdle(_ run: RunDirectory) throws(RunsError) {
    let status: RunStatus?
    do {
      status = try RunStatus.current(of: run)
    } catch {
      // A run whose status is damaged is one that people remove; the lock says whether it works.
      return
    }
    guard let status else { return }
    let remedy = "Stop it first. If it does not exist any more, add --force."
    switch status.state {
    case .running where status.isOfAnotherHost:
      throw RunsError(
        .locked(by: "process \(status.process) on \(status.host ?? "another machine")"), at: run.url.path,
        remedy: remedy)
    case .queued:
      throw RunsError(
        .immovable("is queued: a launcher is about to start it, so it cannot be removed"), at: run.url.path,
        remedy: remedy)
    default: return
    }
  }

  private static func move(_ place: URL, to target: URL) throws {
    try AtomicFile.createFolder(target.deletingLastPathComponent())
    guard rename(place.path, target.path) != 0 else { return }
    let number = errno
    // Leaves nothing behind in the trash.
    rmdir(target.deletingLastPathComponent().path)
    rmdir(target.deletingLastPathComponent().deletingLastPathComponent().path)
    guard number != EXDEV else {
      throw RunsError(
        .immovable("lies on another disk than \(target.path), so it cannot be moved"), at: place.path)
    }
    throw WorkbenchError(writing: place.path, errno: number)
  }

  /// `rmdir` removes only empty folders; others stay.
  private static func removeEmptyFolders(above removed: RemovedRun) {
    var folder = removed.run.url.deletingLastPathComponent()
    for _ in 0..<3 {
      guard rmdir(folder.path) == 0 else { return }
      folder.deleteLastPathComponent()
    }
  }
}
