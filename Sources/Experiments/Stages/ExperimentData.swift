import Foundation
import Fundus
import Imaging
import Phantoms
import Runs
import Workbench
import ZoomInNet

/// The photographs of an experiment: drawn or found, listed, split by patient, and prepared.
struct ExperimentData {
  private let experiment: Experiment
  private let console: Console

  init(_ experiment: Experiment, console: Console) {
    self.experiment = experiment
    self.console = console
  }

  /// Where runs and caches lie.
  var outputs: URL { URL(fileURLWithPath: experiment.runtime.outputs, isDirectory: true) }

  /// Whether results can be written at all, before any work starts.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  func checkOutputs() throws(WorkbenchError) {
    try WritableFolder.check(outputs, remedy: "Name a folder that can be written as runtime.outputs=FOLDER.")
  }

  /// The folder of the data set.
  var root: URL {
    if let root = experiment.data.root { return URL(fileURLWithPath: root, isDirectory: true) }
    return outputs.appendingPathComponent("cache/phantoms/\(experiment.phantom.folderName)")
  }

  /// What stands for the data in the run's identity, known before any picture is read: the listing of paths,
  /// sizes and labels, or, for drawn photographs, nothing more than the settings already say.
  func identity() throws -> String {
    guard experiment.data.source != .phantom else {
      return "phantom generator \(PhantomConfiguration.generatorVersion)"
    }
    return try source.manifest().listingHash()
  }

  /// The pictures with grades and splits; drawn first where they are to be drawn.
  ///
  /// - Throws: `FundusError`, `PhantomsError`, `WorkbenchError`.
  func manifest(_ progress: @escaping ProgressListener) throws -> Manifest {
    if experiment.data.source == .phantom {
      try PhantomGenerator(experiment.phantom).draw(to: root, budget: experiment.budget, progress: progress)
    }
    let manifest = try source.manifest()
    for missing in manifest.missing.prefix(3) {
      console.warn("\(missing.table), line \(missing.line): no picture named \(missing.name) was found.")
    }
    if let first = manifest.unlisted.first {
      console.warn(
        "Pictures in \(root.path) that no table lists are left out: \(manifest.unlisted.count), the first is "
          + "\(first). data.unlisted_pictures says what happens to them.")
    }
    let split = SplitConfiguration(
      trainFraction: experiment.data.trainFraction, validationFraction: experiment.data.validationFraction,
      testFraction: experiment.data.testFraction, seed: UInt64(experiment.general.seed))
    let assigned = try split.assign(manifest)
    guard experiment.data.shuffledGrades > 0 else { return assigned }
    console.warn("Grades are shuffled over patients (data.shuffled_grades): this is a negative control.")
    return assigned.shufflingGrades(seed: UInt64(experiment.data.shuffledGrades))
  }

  /// The pictures cropped and shrunk, in the cache that all experiments share.
  ///
  /// - Throws: `FundusError`, `WorkbenchError`.
  func prepared(_ manifest: Manifest, progress: @escaping ProgressListener) throws -> PreparedSet {
    let preset = experiment.preset
    let configuration = PreparationConfiguration(
      viewPixels: preset.viewPixels, zoomPixels: preset.zoomPixels, lossless: experiment.data.lossless,
      masksBorder: experiment.data.maskBorder, borderThreshold: experiment.data.borderThreshold,
      maximumSkippedFraction: experiment.data.maximumSkippedFraction)
    return try PictureStore(folder: outputs.appendingPathComponent("cache/prepared")).prepare(
      manifest, configuration, budget: experiment.budget, progress: progress)
  }

  /// The camera of each drawn picture by its id, for scoring alone; nothing where pictures are not drawn.
  ///
  /// - Throws: `WorkbenchError` where the table of truth is missing or damaged.
  func cameras() throws -> [String: String] {
    guard experiment.data.source == .phantom else { return [:] }
    let table = try CSVTable(contentsOf: root.appendingPathComponent("truth/nuisance.csv"))
    let image = try table.index(of: "image")
    let camera = try table.index(of: "camera")
    return Dictionary(table.rows.map { ($0.cells[image], $0.cells[camera]) }) { first, _ in first }
  }

  // MARK: -

  private var source: DataSource {
    let data = experiment.data
    let table = ManifestTable(
      file: data.table,
      columns: ManifestTable.Columns(
        path: data.pathColumn, image: data.imageColumn, patient: data.patientColumn, eye: data.eyeColumn,
        level: data.levelColumn, split: data.splitColumn), folders: data.folders)
    switch data.source {
    case .phantom:
      return DataSource(root: root, layout: .table(ManifestTable()), lesionTables: ["lesion_boxes.csv"])
    case .eyepacs:
      let layout = EyePACSLayout(labels: data.labels, solution: data.solution, folders: data.folders)
      return DataSource(
        root: root, layout: .eyepacs(layout), lesionTables: data.lesionTables,
        lesionMaskFolders: data.lesionMasks, missingPictures: data.missingPictures,
        unlistedPictures: data.unlistedPictures)
    case .table:
      return DataSource(
        root: root, layout: .table(table), lesionTables: data.lesionTables,
        lesionMaskFolders: data.lesionMasks, missingPictures: data.missingPictures,
        unlistedPictures: data.unlistedPictures)
    }
  }
}

extension Experiment {
  /// The network's preset; its name was checked when the experiment was read.
  var preset: ZoomInNetPreset {
    guard let preset = ZoomInNetPreset.named(model.preset) else {
      preconditionFailure("the schema let through the unknown preset \(model.preset)")
    }
    return preset
  }
}

extension PhantomConfiguration {
  /// A folder name that two different configurations never share.
  var folderName: String {
    let text = (try? CanonicalJSON.line(self)).map { String(decoding: $0, as: UTF8.self) } ?? "\(self)"
    let hash = ContentHash.hexadecimal(of: "generator \(Self.generatorVersion) \(text)")
    return "\(patients)-patients-\(hash.prefix(12))"
  }
}
