import Foundation
import Fundus
import Imaging
import Phantoms
import Runs
import Settings
import Workbench
import ZoomInNet

/// The photographs of an experiment: drawn or found, listed, split by patient, and prepared. Their tables are read once.
public final class ExperimentData {
  private let experiment: Experiment
  private let console: Console
  private var knownListing: Manifest?

  /// The photographs of an experiment that has been read and checked.
  public init(_ experiment: Experiment, console: Console) {
    self.experiment = experiment
    self.console = console
  }

  /// The folder of all runs and caches.
  var outputs: URL { experiment.outputs }

  /// Checks that results can be written, before any work starts.
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

  /// Identifies the data in the run's identity, without reading pictures: a hash of paths, sizes and labels. For drawn
  /// photographs, which the settings already determine, it is a constant.
  func identity() throws -> String {
    guard experiment.source != .phantom else { return Self.generator }
    return try pictures().listingHash()
  }

  /// Identifies the state of the pictures' files, to notice changes since they were prepared: the identity, and when
  /// each was last written.
  func listing() throws -> String {
    guard experiment.source != .phantom else { return Self.generator }
    return try pictures().listingHash(includingTimes: true)
  }

  /// Identifies the lesions in the keys of the stages that depend on them (evaluation, mining and judging, but not
  /// training): a hash of the tables and masks. For drawn photographs, which the settings already determine, it is a
  /// constant.
  func lesionIdentity() throws -> String {
    guard experiment.source != .phantom else { return Self.generator }
    return try source.lesionHash()
  }

  /// The pictures with grades and splits. If the experiment draws its photographs, they are drawn first.
  ///
  /// - Throws: `FundusError`, `WorkbenchError`.
  public func manifest(_ progress: @escaping ProgressListener) throws -> Manifest {
    if experiment.source == .phantom {
      try alone(in: OutputsDirectory(outputs).phantoms(".\(root.lastPathComponent).lock")) {
        try PhantomGenerator(experiment.phantom).draw(to: root, budget: experiment.budget, progress: progress)
      }
    }
    let manifest = try source.withLesions(try pictures())
    for missing in manifest.missing.prefix(3) {
      console.warn("\(missing.table), line \(missing.line), \(missing.name): \(missing.clause).")
    }
    if let first = manifest.unlisted.first {
      console.warn(
        "Pictures in \(root.path) that no table lists are left out: \(manifest.unlisted.count), the first is "
          + "\(first). Use data.unlisted_pictures to change this.")
    }
    if !manifest.unread.isEmpty {
      console.warn(
        "Pictures in \(root.path) whose formats are not read are left out: \(manifest.unreadCounts). Convert them to "
          + "JPEG, PNG or TIFF.")
    }
    let assigned = try experiment.split.assign(manifest)
    guard experiment.data.shuffledGrades > 0 else { return assigned }
    console.warn("Grades are shuffled over patients (data.shuffled_grades): this is a negative control.")
    return assigned.shufflingGrades(seed: UInt64(experiment.data.shuffledGrades))
  }

  /// The cropped and shrunk pictures, in the cache that all experiments share.
  ///
  /// - Throws: `FundusError`, `WorkbenchError`.
  public func prepared(_ manifest: Manifest, progress: @escaping ProgressListener) throws -> PreparedSet {
    let folder = OutputsDirectory(outputs).preparedPictures
    let name = ContentHash.hexadecimal(
      of: "\(experiment.preparation.cacheKey) \(root.standardizedFileURL.path)")
    return try alone(in: folder.appendingPathComponent(".\(StageKey.short(name)).lock")) {
      try PictureStore(folder: folder).prepare(
        manifest, experiment.preparation, budget: experiment.budget, progress: progress)
    }
  }

  /// The camera of each drawn picture by its id, only for scoring; empty if pictures are not drawn.
  ///
  /// - Throws: `WorkbenchError` if the table is missing or damaged.
  func cameras() throws -> [String: String] {
    guard experiment.source == .phantom else { return [:] }
    let table = try CSVTable(contentsOf: root.appendingPathComponent("truth/nuisance.csv"))
    let image = try table.index(of: "image")
    let camera = try table.index(of: "camera")
    return Dictionary(table.rows.map { ($0.cells[image], $0.cells[camera]) }) { first, _ in first }
  }

  // MARK: -

  /// Does work on the cache when no other process does the same, so that members of a sweep which start together draw and
  /// prepare their pictures once.
  private func alone<Result>(
    in lock: URL, _ work: () throws -> Result
  ) throws -> Result {
    try SharedWork.perform(lockedBy: lock) { isFirst in
      if isFirst { console.note("Waiting for another process that prepares the same pictures") }
      try Interruption.check(root.path)
    } _: {
      try work()
    }
  }

  private static let generator = "phantom generator \(PhantomConfiguration.generatorVersion)"

  /// The pictures, without lesions, as the tables list them.
  private func pictures() throws -> Manifest {
    let listing = try knownListing ?? source.listing()
    knownListing = listing
    return listing
  }

  private var source: DataSource {
    switch experiment.source {
    case .phantom:
      DataSource(root: root, layout: .table(ManifestTable()), lesionTables: ["lesion_boxes.csv"])
    case .folder(let layout): experiment.data.source(root: root, layout: layout)
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
