import Foundation

/// The runs under a folder of outputs, `<experiment>/<run id>/`.
///
/// Only the status and the provenance of each run are read. Everything that is not a run is skipped: the cache, the
/// results of sweeps, files beside the folders.
public struct RunIndex: Sendable {
  /// The runs, by experiment and id.
  public let entries: [RunEntry]
  /// Folders of experiments that cannot be read, with the reason.
  public let unreadable: [RunsError]

  /// Lists the current runs.
  ///
  /// - Throws: `RunsError` with code `.missing` or `.unreadable` if the folder of outputs itself cannot be read.
  public init(_ outputs: OutputsDirectory) throws(RunsError) {
    let root = outputs.url.path
    guard let experiments = try FolderNames.visible(in: root) else {
      throw RunsError(.missing, at: root, remedy: "Name the folder that holds the folders of experiments.")
    }
    var entries: [RunEntry] = []
    var unreadable: [RunsError] = []
    for experiment in experiments where experiment != OutputsDirectory.cacheName {
      do throws(RunsError) {
        for id in try FolderNames.visible(in: "\(root)/\(experiment)") ?? [] {
          let url = URL(filePath: "\(root)/\(experiment)/\(id)", directoryHint: .isDirectory)
          if let entry = RunEntry(RunDirectory(url), experiment: experiment, id: id) { entries.append(entry) }
        }
      } catch {
        unreadable.append(error)
      }
    }
    self.entries = entries
    self.unreadable = unreadable
  }
}
