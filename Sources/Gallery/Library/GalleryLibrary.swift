import Discovery
import FeatureStore
import Foundation
import Runs
import Synchronization
import Workbench

/// The runs and clusterings under the folder of outputs. Clusterings stay open while their files are unchanged.
final class GalleryLibrary: Sendable {
  let outputs: ServedFolder
  private let program: URL
  private let state = Mutex(State())
  /// Held while a clustering is read, so that two readers do not read it twice.
  private let reading = NSLock()

  /// Clusterings that stay open; the one used longest ago is closed first.
  private static let openCount = 6

  private struct State {
    var open: [(clustering: OpenClustering, stamp: String)] = []
  }

  init(outputs: ServedFolder, program: URL) {
    self.outputs = outputs
    self.program = program
  }

  /// All runs, read again at every call.
  ///
  /// - Throws: `RunsError`.
  func index() throws -> RunIndex { try RunIndex(OutputsDirectory(outputs.url)) }

  /// A run by the names of its folders.
  ///
  /// - Throws: `GalleryError` if there is none.
  func run(_ id: String, ofExperiment experiment: String) throws -> RunEntry {
    let (experiment, id) = (
      try ServedFolder.name(experiment, of: "run"), try ServedFolder.name(id, of: "run")
    )
    let run = OutputsDirectory(outputs.url).run(id, ofExperiment: experiment)
    _ = try outputs.checkedFolder(run.url, as: "run \(experiment)/\(id)")
    guard let entry = try index().entries.first(where: { $0.experiment == experiment && $0.id == id }) else {
      throw GalleryError.missing("run \(experiment)/\(id)")
    }
    return entry
  }

  /// A clustering, from memory if its files did not change.
  ///
  /// - Throws: `GalleryError` if there is none; `DiscoveryError`, `FeatureStoreError` for damaged files.
  func clustering(_ address: ClusteringAddress) throws -> OpenClustering {
    let folder = try self.folder(of: address)
    let stamp = Self.stamp(of: folder)
    if let found = recall(address, stamp) { return found }
    return try reading.withLock {
      if let found = recall(address, stamp) { return found }
      let found = try open(address, folder)
      state.withLock { state in
        state.open.removeAll { $0.clustering.address == address }
        state.open.append((found, stamp))
        if state.open.count > Self.openCount { state.open.removeFirst() }
      }
      return found
    }
  }

  /// The other clusterings of a clustering's run that are of the same features, by id. Damaged ones are left out; the run's
  /// page tells of them.
  ///
  /// - Throws: `RunsError`.
  func siblings(of clustering: OpenClustering) throws -> [(id: String, record: ClusteringRecord)] {
    let address = clustering.address
    let run = OutputsDirectory(outputs.url).run(address.run, ofExperiment: address.experiment)
    return try run.allClusterings().compactMap { folder in
      guard folder.lastPathComponent != address.clustering,
        let record = try? StoredClustering.record(at: folder),
        record.features == clustering.stored.record.features
      else { return nil }
      return (folder.lastPathComponent, record)
    }
  }

  // MARK: -

  private func folder(of address: ClusteringAddress) throws(GalleryError) -> URL {
    let what = "clustering \(address.clustering)"
    let run = OutputsDirectory(outputs.url).run(
      try ServedFolder.name(address.run, of: what),
      ofExperiment: try ServedFolder.name(address.experiment, of: what))
    let name = try ServedFolder.name(address.clustering, of: what)
    return try outputs.checkedFolder(run.clusterings.appendingPathComponent(name), as: what)
  }

  private func recall(_ address: ClusteringAddress, _ stamp: String) -> OpenClustering? {
    state.withLock { state in
      guard
        let place = state.open.firstIndex(where: { $0.clustering.address == address && $0.stamp == stamp })
      else { return nil }
      let entry = state.open.remove(at: place)
      state.open.append(entry)
      return entry.clustering
    }
  }

  private func open(_ address: ClusteringAddress, _ folder: URL) throws -> OpenClustering {
    let stored = try StoredClustering(at: folder)
    let judgement = try JudgingRun.judgement(of: stored)
    let tileCells = judgement?.tileCells ?? 2
    let shared = state.withLock { state in
      state.open.map(\.clustering.file).first {
        $0.mined.contentHash == stored.record.features && $0.mined.tileCells == tileCells
      }
    }
    let file = try shared ?? self.file(of: stored, tileCells: tileCells, folder)
    return try OpenClustering(address, stored, judgement, file)
  }

  /// The feature file of a clustering among those that its run mined. The path in the clustering's own record may be
  /// that of another machine.
  private func file(of stored: StoredClustering, tileCells: Double, _ folder: URL) throws -> MinedFile {
    let run = RunDirectory(folder.deletingLastPathComponent().deletingLastPathComponent())
    for mining in try run.allMinings() {
      for place in [mining.features, mining.spots] where FileKind(of: place) == .file {
        let reader = try FeatureFileProbe.checked(
          try outputs.checked(place, as: "feature file"),
          dataset: stored.record.dataset ?? DatasetPath.features,
          program: program)
        if reader.storedContentHash == stored.record.features {
          return try MinedFile(reader, tileCells: tileCells, in: outputs)
        }
      }
    }
    throw GalleryError(
      .unprocessableContent,
      "The feature file of the clustering \(stored.record.id) is not in its run. Mine again, then cluster again."
    )
  }

  /// Changes when a file of the clustering, or its run's tiles, changes.
  private static func stamp(of folder: URL) -> String {
    let run = RunDirectory(folder.deletingLastPathComponent().deletingLastPathComponent())
    let files = ["clustering.json", "assignments.csv", JudgingRun.fileName].map {
      folder.appendingPathComponent($0)
    }
    return (files + [run.stage("mosaic")]).map { file in
      var status = stat()
      guard stat(file.path, &status) == 0 else { return "-" }
      return "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_size) \(status.st_ino)"
    }.joined(separator: "\n")
  }
}
