import Foundation
import Workbench

/// The runs under a folder of outputs, `<experiment>/<run id>/`.
///
/// Only small records of each run are read: the status, the provenance, the mark of a cohort. Everything that is not a
/// run is skipped: the cache, the results of sweeps, the trash, files beside the folders.
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
    var places: [(experiment: String, id: String)] = []
    var unreadable: [RunsError] = []
    for experiment in experiments where experiment != OutputsDirectory.cacheName {
      do throws(RunsError) {
        places += try (FolderNames.visible(in: "\(root)/\(experiment)") ?? []).map { (experiment, $0) }
      } catch {
        unreadable.append(error)
      }
    }
    entries = Parallel.values(count: places.count, threadCount: AllowedCores.count) { [places] index in
      let (experiment, id) = places[index]
      let url = URL(filePath: "\(root)/\(experiment)/\(id)", directoryHint: .isDirectory)
      return RunEntry(RunDirectory(url), experiment: experiment, id: id)
    }.compactMap(\.self)
    self.unreadable = unreadable
  }
}
