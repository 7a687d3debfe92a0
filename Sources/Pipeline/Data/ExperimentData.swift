import Foundation
import Fundus
import Imaging
import Phantoms
import Runs
import Settings
import Workbench
import ZoomInNet

/// The photographs of an experiment: drawn or found, listed, split by patient, and prepared.
public struct ExperimentData {
  private let experiment: Experiment
  private let console: Console

  /// The photographs of an experiment that has been read and checked.
  public init(_ experiment: Experiment, console: Console) {
    self.experiment = experiment
    self.console = console
  }

  /// Where runs and caches lie.
  var outputs: URL { experiment.outputs }

  /// Whether results can be written at all, before any work starts.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  public func checkOutputs() throws(WorkbenchError) {
    try WritableFolder.check(outputs, remedy: "Name a folder that can be written as runtime.outputs=FOLDER.")
  }

  /// The folder of the data set.
  var root: URL {
    if let root = experiment.data.root { return URL(fileURLWithPath: root, isDirectory: true) }
    return OutputsDirectory(outputs).phantoms(experiment.phantom.folderName)
  }

  /// What stands for the data in the run's identity, known before any picture is read: the listing of paths,
  /// sizes and labels, or, for drawn photographs, nothing more than the settings already say.
  func identity() throws -> String {
    guard experiment.source != .phantom else { return Self.generator }
    return try source.listing().listingHash()
  }

  /// What tells that pictures may have changed since they were prepared: the identity, and when each was last written.
  func listing() throws -> String {
    guard experiment.source != .phantom else { return Self.generator }
    return try source.listing().listingHash(includingTimes: true)
  }

  /// What stands for the lesions in the keys of stages that depend on them, evaluation, mining and judging, and in none
  /// that trains: the tables and masks, or, for drawn photographs, nothing more than the settings already say.
  func lesionIdentity() throws -> String {
    guard experiment.source != .phantom else { return Self.generator }
    return try source.lesionHash()
  }

  /// The pictures with grades and splits; drawn first where they are to be drawn.
  ///
  /// - Throws: `FundusError`, `WorkbenchError`.
  public func manifest(_ progress: @escaping ProgressListener) throws -> Manifest {
    if experiment.source == .phantom {
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
    let assigned = try experiment.split.assign(manifest)
    guard experiment.data.shuffledGrades > 0 else { return assigned }
    console.warn("Grades are shuffled over patients (data.shuffled_grades): this is a negative control.")
    return assigned.shufflingGrades(seed: UInt64(experiment.data.shuffledGrades))
  }

  /// The pictures cropped and shrunk, in the cache that all experiments share.
  ///
  /// - Throws: `FundusError`, `WorkbenchError`.
  public func prepared(_ manifest: Manifest, progress: @escaping ProgressListener) throws -> PreparedSet {
    try PictureStore(folder: OutputsDirectory(outputs).preparedPictures).prepare(
      manifest, experiment.preparation, budget: experiment.budget, progress: progress)
  }

  /// The camera of each drawn picture by its id, for scoring alone; nothing where pictures are not drawn.
  ///
  /// - Throws: `WorkbenchError` where the table of truth is missing or damaged.
  func cameras() throws -> [String: String] {
    guard experiment.source == .phantom else { return [:] }
    let table = try CSVTable(contentsOf: root.appendingPathComponent("truth/nuisance.csv"))
    let image = try table.index(of: "image")
    let camera = try table.index(of: "camera")
    return Dictionary(table.rows.map { ($0.cells[image], $0.cells[camera]) }) { first, _ in first }
  }

  // MARK: -

  private static let generator = "phantom generator \(PhantomConfiguration.generatorVersion)"

  private var source: DataSource {
    switch experiment.source {
    case .phantom:
      DataSource(root: root, layout: .table(ManifestTable()), lesionTables: ["lesion_boxes.csv"])
    case .eyepacs: experiment.data.source(root: root, isEyePACS: true)
    case .table: experiment.data.source(root: root, isEyePACS: false)
    }
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
