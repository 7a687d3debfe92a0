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
    var records: [ClusteringAddress: (record: ClusteringRecord, stamp: String)] = [:]
  }

  init(outputs: ServedFolder, program: URL) {
    self.outputs = outputs
    self.program = program
  }

  /// All runs, read again at every call; those that lie elsewhere are left out, with a sentence for each.
  ///
  /// - Throws: `RunsError`.
  func runs() throws -> (entries: [RunEntry], faults: [String]) {
    let index = try RunIndex(OutputsDirectory(outputs.url))
    var faults = index.unreadable.map(\.message)
    let entries = index.entries.filter { entry in
      if (try? outputs.checkedFolder(entry.run.url, as: "run")) != nil { return true }
      faults.append(
        "The run \(entry.experiment)/\(entry.id) is not shown: it, or a file in it, is a link to elsewhere.")
      return false
    }
    return (entries, faults)
  }

  /// A run.
  ///
  /// - Throws: `GalleryError` if there is none.
  func run(_ address: RunAddress) throws(GalleryError) -> RunEntry {
    let run = try directory(of: address)
    _ = try outputs.checkedFolder(run.url, as: "run \(address.run)")
    guard let entry = RunEntry(run, experiment: address.experiment, id: address.run) else {
      throw .missing("run \(address.run)")
    }
    return entry
  }

  /// A sweep of clusterings.
  ///
  /// - Throws: `GalleryError` if there is none; `WorkbenchError` if its table cannot be read.
  func sweep(_ address: RunAddress) throws -> SweepFolder.Content {
    let folder = try outputs.checkedFolder(try directory(of: address).url, as: "sweep \(address.run)")
    return try SweepFolder(folder).content()
  }

  /// The names of all sweeps that lie in the folder of outputs.
  func sweeps() -> [String] {
    SweepFolder.names(in: OutputsDirectory(outputs.url).sweeps).filter {
      (try? outputs.checkedFolder(OutputsDirectory(outputs.url).sweep($0), as: "sweep")) != nil
    }
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

  /// The record of a clustering, from memory if its file did not change.
  ///
  /// - Throws: `GalleryError`, `DiscoveryError`.
  func record(of address: ClusteringAddress) throws -> ClusteringRecord {
    let folder = try self.folder(of: address)
    let stamp = Self.stamp(of: [folder.appendingPathComponent("clustering.json")])
    if let found = state.withLock({ $0.records[address] }), found.stamp == stamp { return found.record }
    let record = try StoredClustering.record(at: folder)
    state.withLock { $0.records[address] = (record, stamp) }
    return record
  }

  /// The other clusterings of a clustering's run that are of the same features, by id. Damaged ones are left out; the run's
  /// page tells of them.
  ///
  /// - Throws: `RunsError`, `GalleryError`.
  func siblings(of clustering: OpenClustering) throws -> [(
    address: ClusteringAddress, record: ClusteringRecord
  )] {
    let run = clustering.address.run
    let names =
      run.isSweep
      ? try sweep(run).members : try directory(of: run).allClusterings().map(\.lastPathComponent)
    return names.compactMap { name in
      let address = ClusteringAddress(name, of: run)
      guard address != clustering.address, let record = try? record(of: address),
        record.features == clustering.stored.record.features
      else { return nil }
      return (address, record)
    }
  }

  // MARK: -

  private func directory(of address: RunAddress) throws(GalleryError) -> RunDirectory {
    let what = address.isSweep ? "sweep \(address.run)" : "run \(address.run)"
    return OutputsDirectory(outputs.url).run(
      try ServedFolder.name(address.run, of: what),
      ofExperiment: try ServedFolder.name(address.experiment, of: what))
  }

  private func folder(of address: ClusteringAddress) throws(GalleryError) -> URL {
    let what = "clustering \(address.clustering)"
    let name = try ServedFolder.name(address.clustering, of: what)
    let run = try directory(of: address.run)
    let clusterings = address.run.isSweep ? SweepFolder(run.url).members : run.clusterings
    return try outputs.checkedFolder(clusterings.appendingPathComponent(name), as: what)
  }

  private func recall(_ address: ClusteringAddress, _ stamp: String) -> OpenClustering? {
    state.withLock { state in
      guard
        let place = state.open.firstIndex(where: { $0.clustering.address == address && $0.stamp == stamp }),
        // The stamp of a sweep's member doesn't tell when a mosaic makes its tiles.
        !address.run.isSweep || state.open[place].clustering.file.tiles != nil
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
      // One without tiles is opened again, because a mosaic may have made them since.
      state.open.map(\.clustering.file).first {
        $0.tiles != nil && $0.mined.contentHash == stored.record.features && $0.mined.tileCells == tileCells
      }
    }
    let file =
      try shared
      ?? (address.run.isSweep
        ? fileElsewhere(of: stored, tileCells: tileCells)
        : self.file(of: stored, tileCells: tileCells, folder))
    return try OpenClustering(
      address, stored, judgement, file,
      likeness: Likeness(of: stored, judgement, file.mined, in: outputs, program: program))
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

  /// The feature file of a sweep's member, where the sweep found it.
  private func fileElsewhere(of stored: StoredClustering, tileCells: Double) throws -> MinedFile {
    let path = try stored.featuresPath()
    do {
      let place = try outputs.checked(URL(fileURLWithPath: path), as: "feature file")
      let reader = try FeatureFileProbe.checked(
        place, dataset: stored.record.dataset ?? DatasetPath.features, program: program)
      if reader.storedContentHash == stored.record.features {
        return try MinedFile(reader, tileCells: tileCells, in: outputs)
      }
    } catch is GalleryError {
      // It is told with the path below.
    }
    throw GalleryError(
      .unprocessableContent,
      "The features of the clustering \(stored.record.id), \(path), are not there any more, have changed, or lie outside \(outputs.url.path)."
    )
  }

  /// Changes when a file of the clustering, or its run's tiles, changes.
  private static func stamp(of folder: URL) -> String {
    let run = RunDirectory(folder.deletingLastPathComponent().deletingLastPathComponent())
    let files = ["clustering.json", "assignments.csv", JudgingRun.fileName].map {
      folder.appendingPathComponent($0)
    }
    return stamp(of: files + [run.stage("mosaic")])
  }

  /// Changes when one of the files changes.
  private static func stamp(of files: [URL]) -> String {
    files.map { file in
      var status = stat()
      guard stat(file.path, &status) == 0 else { return "-" }
      return "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_size) \(status.st_ino)"
    }.joined(separator: "\n")
  }
}
