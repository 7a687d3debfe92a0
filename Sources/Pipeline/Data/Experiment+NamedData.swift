import Foundation
import Fundus
import Settings
import Workbench

extension Experiment {
  /// The experiment that reads a data set named on the command line.
  ///
  /// A file ending in `.yaml` or `.yml` is an experiment, of which the data count. Any other file is a table of
  /// pictures. The layout of a folder is recognised (`DataLayout.recognise`), unless `data.source` says it; where there are
  /// tables that are not recognised, a warning names them.
  ///
  /// - Parameters:
  ///   - place: the folder or file.
  ///   - overrides: settings such as `data.column_image=name`, which win over what is found.
  /// - Throws: `SettingsError`, `WorkbenchError`.
  public static func reading(_ place: URL, overrides: [String], console: Console) throws -> Experiment {
    let place = place.standardizedFileURL
    switch FileKind(of: place) {
    case .folder:
      // Overrides win over what is found, and may rename the tables by which the layout is recognised.
      var experiment = Experiment()
      experiment.data.root = place.path
      try ExperimentReader.apply(overrides: overrides, to: &experiment)
      // Wrong settings are told before the folder is looked into.
      try experiment.validate(place: ExperimentReader.commandLine)
      if experiment.source == .phantom {
        experiment.source = .folder(try layout(of: place, experiment.data, console: console))
      }
      return experiment
    case .file where isExperiment(place):
      return try ExperimentReader.read(place, overrides: overrides)
    case .file:
      var experiment = Experiment()
      experiment.source = .folder(.table)
      experiment.data.root = place.deletingLastPathComponent().path
      experiment.data.table = place.lastPathComponent
      try ExperimentReader.apply(overrides: overrides, to: &experiment)
      try experiment.validate(place: ExperimentReader.commandLine)
      return experiment
    default:
      throw WorkbenchError(
        .missing, at: place.path, "does not exist",
        remedy: "Name the folder of a data set, a table of pictures, or an experiment in YAML.")
    }
  }

  /// Whether an override is about which pictures are read, and not about what is done with them.
  static func namesPictures(_ override: String) -> Bool {
    let path = ExperimentReader.path(ofOverride: override) ?? ""
    return path.hasPrefix("data.") || path.hasPrefix("phantom.")
  }

  /// Whether a file's name is that of an experiment.
  public static func isExperiment(_ file: URL) -> Bool {
    ["yaml", "yml"].contains(file.pathExtension.lowercased())
  }

  /// The layout of a folder; a folder whose tables are not recognised is read without them, and they are named.
  private static func layout(
    of folder: URL, _ keys: DataConfiguration, console: Console
  ) throws(FundusError) -> DataLayout {
    let layout = try DataLayout.recognise(in: folder, keys)
    let tables = layout == .pictures ? DataLayout.possibleTables(in: folder) : []
    if let first = tables.first {
      console.warn(
        "No table in \(folder.path) has the name that a known layout gives it, so the pictures are read without grades. "
          + "It holds \(tables.joined(separator: ", ")): name a table as data.source=table data.table=\(first)."
      )
    }
    return layout
  }
}
