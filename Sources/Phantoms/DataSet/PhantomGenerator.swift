import Foundation
import Fundus
import Imaging
import Synchronization
import Workbench

/// Draws a data set of left/right pairs of fundus photographs with known lesions.
///
/// It writes what a real data set has: `images/<patient>_<eye>.jpeg`, `trainLabels.csv` (`image,level`),
/// `manifest.csv` (`image,path,patient,eye,level,split`) and `lesion_boxes.csv` (`image,type,x0,y0,x1,y1`, in
/// source pixels, tight, the maximum exclusive; `OD` is the optic disc). Files that only scoring may read are under
/// `truth/`: `unlisted.csv`, `controls.csv`, `looks.csv`, `anatomy.csv` and `nuisance.csv`. `phantom.json` is written
/// last, so a folder that contains it is complete.
///
/// A picture depends only on the configuration, the patient and the eye. The bytes are the same for any number of
/// threads and after any interruption.
public struct PhantomGenerator: Sendable {
  /// What is drawn.
  public let configuration: PhantomConfiguration

  /// A generator.
  public init(_ configuration: PhantomConfiguration) { self.configuration = configuration }

  /// Draws the data set into a folder.
  ///
  /// A complete folder of the same configuration and version is not changed. An incomplete one is continued.
  ///
  /// - Parameter progress: receives the number of finished pictures. If it returns `.stop`, the pictures drawn so far
  ///   remain.
  /// - Throws: `PhantomsError` with code `.configuration` for a wrong key, `.occupied` if the folder contains another
  ///   data set; `WorkbenchError` with code `.unwritable`, `.memory` or `.stopped`; `ImagingError`.
  public func draw(
    to folder: URL, budget: ResourceBudget = .machine, progress: @escaping ProgressListener = { _ in .more }
  ) throws {
    try configuration.validate()
    let seal = PhantomSeal(configuration: configuration)
    if try seal.isComplete(in: folder) { return }
    let journal = try PhantomJournal(in: folder, seal: seal)
    let items = self.items
    let done = journal.records
    let open = items.indices.filter { done[items[$0].patient.id(of: items[$0].eye)] == nil }

    let threadCount = try threadCount(for: budget)
    let pool = Mutex<[PhantomCanvas]>([])
    let report = Mutex((count: items.count - open.count, isStopped: false))
    let drawn = try Parallel.map(count: open.count, threadCount: threadCount) { index -> PhantomRecord? in
      if report.withLock({ $0.isStopped }) { return nil }
      let item = items[open[index]]
      let canvas = pool.withLock { $0.popLast() } ?? PhantomCanvas(capacity: canvasCapacity)
      let record = try draw(item.patient, item.eye, to: folder, on: canvas)
      pool.withLock { $0.append(canvas) }
      try journal.append(record)
      report.withLock { state in
        state.count += 1
        let event = ProgressEvent.advanced(done: state.count, total: items.count, unit: "pictures")
        if progress(event) == .stop { state.isStopped = true }
      }
      return record
    }
    var records = done
    for record in drawn.compactMap({ $0 }) { records[record.image] = record }
    guard records.count == items.count else {
      throw WorkbenchError(
        .stopped, at: folder.path,
        "the drawing was stopped after \(records.count) of \(items.count) pictures",
        remedy: "The same command continues it.")
    }
    let ordered = items.compactMap { records[$0.patient.id(of: $0.eye)] }
    try PhantomTables.write(ordered, oddities: PhantomOddities(seed: configuration.seed), to: folder)
    try seal.close(folder)
  }

  // MARK: -

  /// Patients in order, left eye before right.
  var items: [(patient: PhantomPatient, eye: Eye)] {
    (1...configuration.patients).flatMap { number in
      let patient = PhantomPatient(number: number, configuration: configuration)
      return patient.eyes.map { (patient, $0) }
    }
  }

  /// Pixels of the largest picture: no camera's picture is taller than wide.
  private var canvasCapacity: Int { configuration.pixels * configuration.pixels }

  /// As many threads as the budget's memory has room for canvases.
  private func threadCount(for budget: ResourceBudget) throws(WorkbenchError) -> Int {
    let each = PhantomCanvas.bytes(pixelCount: canvasCapacity)
    guard each <= budget.memoryBytes else {
      throw WorkbenchError(
        .memory, at: "phantom.pixels",
        "a picture of \(configuration.pixels) pixels needs \(each >> 20) MiB and the budget is "
          + "\(budget.memoryBytes >> 20) MiB", remedy: "Draw smaller pictures or allow more memory.")
    }
    return max(1, min(budget.threadCount, budget.memoryBytes / each))
  }

  private func draw(
    _ patient: PhantomPatient, _ eye: Eye, to folder: URL, on canvas: PhantomCanvas
  ) throws -> PhantomRecord {
    let picture = PhantomPicture(patient: patient, eye: eye, configuration: configuration)
    let painted = picture.paint(picture.plan(on: canvas), on: canvas)
    let record = PhantomRecord(
      picture, disc: painted.disc.corners, marks: painted.marks.map { ($0.mark, $0.bounds.corners) })
    let bytes = try picture.expose(canvas).jpeg(quality: picture.nuisance.quality, subsampled: true)
    try AtomicFile.write(bytes, to: folder.appendingPathComponent(record.path))
    return record
  }
}
