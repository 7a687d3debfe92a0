import Foundation
import Fundus
import Settings
import Workbench

/// The pictures that a command names one by one, by folders and by tables.
struct NamedPictures {
  private let places: [URL]
  private let overrides: [String]
  private let console: Console

  /// - Parameters:
  ///   - places: picture files, folders, tables and experiments.
  ///   - overrides: settings of `data` for folders and tables.
  init(_ places: [URL], overrides: [String], console: Console) {
    self.places = places.map(\.standardizedFileURL)
    self.overrides = overrides.filter(Experiment.namesPictures)
    self.console = console
  }

  /// The pictures with what their tables say about them.
  ///
  /// - Throws: `WorkbenchError` `.missing` if nothing is there; errors of reading tables.
  func manifest(_ progress: @escaping ProgressListener) throws -> Manifest {
    var files: [URL] = []
    var parts: [Manifest] = []
    for place in places {
      if FileKind(of: place) == .file, Manifest.isPicture(place) {
        files.append(place)
      } else {
        let experiment = try Experiment.reading(place, overrides: overrides, console: console)
        parts.append(try ExperimentData(experiment, console: console).manifest(progress))
      }
    }
    let folders = Dictionary(grouping: files) { $0.deletingLastPathComponent() }
    parts += folders.sorted { $0.key.path < $1.key.path }.map { folder, files in
      Manifest(root: folder, paths: files.map(\.lastPathComponent), split: .test)
    }
    return Manifest.joining(parts)
  }
}
