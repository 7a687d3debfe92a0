import Foundation
import Fundus
import Settings
import Workbench

extension Experiment {
  /// The experiment that reads a data set named on the command line.
  ///
  /// A file ending in `.yaml` or `.yml` is an experiment, of which the data count. Any other file is a table of
  /// pictures. A folder that holds `data.table` (`manifest.csv`) is read as a table, one with `data.labels` in the
  /// layout of EyePACS, one with `train.txt` in that of DDR, any other as EyePACS, unless `data.source` says otherwise.
  ///
  /// - Parameters:
  ///   - place: the folder or file.
  ///   - overrides: settings such as `data.column_image=name`, which win over what is found.
  /// - Throws: `SettingsError`, `WorkbenchError`.
  public static func reading(_ place: URL, overrides: [String]) throws -> Experiment {
    let place = place.standardizedFileURL
    switch FileKind(of: place) {
    case .folder:
      // Overrides may rename the tables by which the layout is found.
      var named = Experiment()
      try ExperimentReader.apply(overrides: overrides, to: &named)
      var experiment = Experiment()
      experiment.source = layout(of: place, named.data)
      experiment.data.root = place.path
      try ExperimentReader.apply(overrides: overrides, to: &experiment)
      return experiment
    case .file where ["yaml", "yml"].contains(place.pathExtension.lowercased()):
      return try ExperimentReader.read(place, overrides: overrides)
    case .file:
      var experiment = Experiment()
      experiment.source = .table
      experiment.data.root = place.deletingLastPathComponent().path
      experiment.data.table = place.lastPathComponent
      try ExperimentReader.apply(overrides: overrides, to: &experiment)
      return experiment
    default:
      throw WorkbenchError(
        .missing, at: place.path, "does not exist",
        remedy: "Name the folder of a data set, a table of pictures, or an experiment in YAML.")
    }
  }

  /// The layout of a folder, by the tables that it holds.
  private static func layout(of folder: URL, _ keys: DataConfiguration) -> PictureOrigin {
    func holds(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }
    if holds(keys.table) { return .table }
    return !holds(keys.labels) && DDRLayout.isIn(folder) ? .ddr : .eyepacs
  }
}
