import Discovery
import Foundation
import Pipeline
import Runs
import Workbench

/// Everything that one screen says of a run. What cannot be read is left out and named.
struct RunCard: Encodable {
  /// A stage that has a result, or in which the run is or ended.
  struct Stage: Encodable {
    let name: String
    let state: String
    let seconds: Double?
  }

  /// A clustering of the run.
  struct Clustering: Encodable {
    let id: String
    let rowCount: Int
    let clusterCount: Int
    let converged: Bool
    let preference: String?
    /// What was clustered, if it is the last clustering of these rows.
    let current: String?
    let candidateCount: Int?
  }

  let schemaVersion = 1
  let run: ListedRun
  let stages: [Stage]
  /// Keys that are not the default, each with its value and the default.
  let settings: [RunSettings.Difference]?
  let dataSource: String?
  let dataRoot: String?
  let pictures: PictureCounts?
  let provenance: Provenance?
  let splits: [String: KeyFigures]
  let clusterings: [Clustering]
  /// Files and folders to open, as paths.
  let files: [String]
  let faults: [String]

  /// Reads the records of a run.
  init(_ entry: RunEntry) {
    var faults: [String] = []
    func trying<Value>(_ read: () throws -> Value?) -> Value? {
      do {
        return try read()
      } catch {
        faults.append((error as? any ZoominError)?.message ?? "\(error)")
        return nil
      }
    }
    let directory = entry.run
    let listed = ListedRun(entry)
    run = listed
    stages = trying { try Self.stages(of: directory, listed) } ?? []
    let settings = trying { try RunSettings(of: directory) }
    self.settings = settings?.changes
    dataSource = settings?["data.source"]
    dataRoot = settings?["data.root"]
    pictures = trying { try PictureCounts(of: directory) }
    provenance = trying { try Provenance.readIfPresent(from: directory) }
    splits = trying { try RunFigures.current(of: directory).splits } ?? [:]
    clusterings = (trying { try directory.allClusterings() } ?? []).compactMap { folder in
      trying { try Clustering(folder, listed.clusterings.first { $0.id == folder.lastPathComponent }) }
    }
    files = Self.files(of: directory, listed.clusterings)
    self.faults = (listed.faults + faults).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  // MARK: -

  /// The stages in the order in which they are done.
  private static func stages(of run: RunDirectory, _ listed: ListedRun) throws -> [Stage] {
    let done = Set(try StageLedger(run).names())
    let seconds = try StageTiming.readIfPresent(from: run)?.seconds ?? [:]
    let known = StageName.allCases.flatMap { stage in
      ClusteredRows.allCases.map { $0.record(of: stage.rawValue) }
    }
    let current = [.done, .partial].contains(listed.state) ? nil : listed.stage
    let names = done.union(current.map { [$0] } ?? [])
    var seen = Set<String>()
    return (known + names.sorted()).filter { names.contains($0) && seen.insert($0).inserted }.map { name in
      Stage(
        name: name, state: name == current ? listed.state.rawValue : "done",
        seconds: name == current ? nil : seconds[name])
    }
  }

  private static func files(of run: RunDirectory, _ clusterings: [RunFigures.Clustering]) -> [String] {
    let pages = clusterings.flatMap { clustering in
      ["atlas.png", "candidates.txt", "mosaics"].map { "clusters/\(clustering.id)/\($0)" }
    }
    let names =
      ["report.html", "summary.txt"] + pages + [
        "plots", "attention", "evaluation.json", "skipped.csv", "log.txt",
      ]
    return names.map { run.place(of: $0).path }.filter { FileManager.default.fileExists(atPath: $0) }
  }
}

extension RunCard.Clustering {
  init(_ folder: URL, _ current: RunFigures.Clustering?) throws {
    let record = try StoredClustering.record(at: folder)
    self.init(
      id: folder.lastPathComponent, rowCount: record.rowCount - record.leftOutCount,
      clusterCount: record.clusterCount, converged: record.converged,
      preference: record.parameters["preference"], current: current?.rows,
      candidateCount: current?.candidateCount)
  }
}
