import Foundation
import Imaging
import Synchronization
import Workbench

/// A folder of prepared pictures, shared by all runs: every photograph is decoded, cropped and shrunk once.
///
/// `<folder>/<hash of the keys>/<two digits>/<SHA-256 of the source>.jpg` (or `.png`) is the zoom square, and `.json`
/// beside it has its measurements; `<folder>/sources.csv` caches hashes. The content does not depend on the location of
/// the data, the number of threads or the order of work.
public struct PictureStore: Hashable, Sendable {
  /// The folder; it is created with the first picture.
  public let folder: URL

  /// The store in a folder, such as `outputs/cache/prepared`.
  public init(folder: URL) { self.folder = folder }

  /// Prepares every picture of a manifest that the store does not hold yet.
  ///
  /// - Parameters:
  ///   - budget: its threads prepare pictures, and each holds one source picture in memory.
  ///   - progress: receives the number of finished pictures.
  /// - Returns: the pictures that could be prepared, and the reasons of the others.
  /// - Throws: `FundusError` if the configuration is wrong, the cache cannot be written, a picture does not exist, or
  ///   more pictures are broken than the configuration allows; `WorkbenchError` `.stopped`.
  public func prepare(
    _ manifest: Manifest, _ configuration: PreparationConfiguration, budget: ResourceBudget,
    progress: ProgressListener? = nil
  ) throws -> PreparedSet {
    try configuration.validate()
    let index = HashIndex(folder.appendingPathComponent("sources.csv"))
    let work = PreparationWork(
      manifest: manifest, configuration: configuration,
      folder: folder.appendingPathComponent(configuration.cacheKey), index: index)
    let counter = Mutex((done: 0, isStopped: false))
    let claimed = Mutex(Set<String>())

    // First each source is hashed and, if it is the first with that hash, prepared. Then the records are read in
    // manifest order.
    let results = Result {
      try Parallel.map(count: manifest.entries.count, threadCount: budget.threadCount) { item in
        guard !counter.withLock({ $0.isStopped }) else {
          throw WorkbenchError(.stopped, at: manifest.root.path, "the preparation was stopped")
        }
        let hash = try work.sha256(of: manifest.entries[item])
        if case .success(let sha256) = hash, claimed.withLock({ $0.insert(sha256).inserted }) {
          try work.prepare(manifest.entries[item], sha256: sha256)
        }
        counter.withLock { state in
          state.done += 1
          let event = ProgressEvent.advanced(
            done: state.done, total: manifest.entries.count, unit: "pictures")
          if let progress, !state.isStopped, progress(event) == .stop { state.isStopped = true }
        }
        return hash
      }
    }
    try index.save()
    let hashes = try results.get()
    let gathered = try work.gather(hashes)
    try Self.checkSkipped(gathered.skipped, of: manifest, configuration)
    return PreparedSet(
      manifest: manifest.with(entries: gathered.entries), pictures: gathered.pictures,
      skipped: gathered.skipped, configuration: configuration)
  }

  // MARK: -

  private static func checkSkipped(
    _ skipped: [SkippedPicture], of manifest: Manifest, _ configuration: PreparationConfiguration
  ) throws(FundusError) {
    guard let first = skipped.first else { return }
    let count = manifest.entries.count
    let isTooMany = Double(skipped.count) > configuration.maximumSkippedFraction * Double(count)
    guard isTooMany || skipped.count == count else { return }
    throw FundusError(
      .tooManySkipped, at: manifest.root.path,
      "\(skipped.count) of \(count) pictures cannot be used, more than data.maximum_skipped_fraction "
        + "\(configuration.maximumSkippedFraction) allows; the first, \(first.path), \(first.clause)",
      remedy: "`zoomin data check` lists them. Repair or remove them, or raise data.maximum_skipped_fraction."
    )
  }
}
