import Clustering
import Discovery
import FeatureStore
import Foundation
import Scoring
import Runs
import Settings
import Synchronization
import Workbench

/// `zoomin sweep` of clusterings: many of one feature file, each made once, and a table to compare them.
///
/// The folder contains `members/<clustering id>/`, each a clustering with its judgement; `sweep.csv`, `sweep.json`,
/// `sweep.png` and `recommendation.txt`. Members are written completely or not at all, so the same command continues
/// after an interruption. A longer list of values adds members to the folder.
public struct SweepRun: Sendable {
  /// A finished sweep.
  public struct Result: SweepOutcome {
    /// The folder.
    public let folder: URL
    public let text: String
    /// Members that failed.
    public let failedCount: Int
    let summary: Summary

    public var isNegative: Bool { failedCount > 0 }

    public func json() throws -> String { try CanonicalJSON.text(summary) }
  }

  /// The content of `sweep.json`, without times, hosts or paths.
  struct Summary: Codable {
    let schemaVersion: Int
    let name: String
    /// The content hash of the feature file.
    let features: String
    let rowCount: Int
    let swept: [String]
    let members: [SweepRow]
    let recommended: SweepAdvice
  }

  private let sweep: Sweep
  private let out: URL?
  private let place: String
  private let console: Console

  /// A sweep that has been read; `place` names it in messages, `out` is the folder of the results.
  public init(_ sweep: Sweep, place: String, out: URL? = nil, console: Console) {
    self.sweep = sweep
    self.place = place
    self.out = out
    self.console = console
  }

  /// Makes every clustering that does not exist yet, then the table.
  ///
  /// A member that fails is recorded and does not stop the others; the same command tries it again.
  ///
  /// - Throws: `SettingsError`, `FeatureStoreError`, `RunsError` `.locked`; `WorkbenchError` `.stopped` after an
  ///   interruption.
  public func perform() throws -> Result {
    let members = try sweep.members(place: place)
    let file = try SweepFeatures(sweep.source, place: place).file()
    let folder =
      out
      ?? OutputsDirectory(URL(fileURLWithPath: sweep.base.runtime.outputs, isDirectory: true))
      .sweep(sweep.name)
    guard !SweepDirectory(folder).isOfRuns else {
      throw PipelineError(
        .otherRun, at: folder.path, "holds a sweep of whole runs",
        remedy: "Give this sweep another name, or another folder with --out.")
    }
    let directory = RunDirectory(folder)
    let lock = try RunLock(directory)
    defer { withExtendedLifetime(lock) {} }
    try console.open(log: directory.log)
    console.note("Sweep \(folder.path): \(members.count) members over \(file.path)")
    let reader = try FeatureFileProbe.checked(
      file, dataset: sweep.dataset ?? DatasetPath.features, program: Program.executable)
    let shared = SharedSimilarities(features: try reader.features(), columnCount: reader.dimension)
    let hash = try reader.storedContentHash ?? reader.contentHash()
    let rows = try perform(members, of: reader, shared, into: folder)
    return try finish(rows, of: hash, rowCount: reader.rowCount, in: folder)
  }

  // MARK: - Members

  /// Makes members with the same similarity matrix together, several at a time if threads and memory allow.
  private func perform(
    _ members: [Sweep.Member], of reader: FeatureReader, _ shared: SharedSimilarities,
    into folder: URL
  ) throws -> [SweepRow] {
    let progress = StageProgress("sweep", console: console)
    let done = Mutex(0)
    let rows = Mutex<[Int: SweepRow]>([:])
    for group in groups(of: members) {
      let concurrency = concurrency(of: group.map(\.experiment), shared)
      Parallel.forEach(count: group.count, threadCount: concurrency) { index in
        if Interruption.isRequested { return }
        let row = row(
          of: group[index], reader, shared, into: folder,
          threadCount: max(1, budget.threadCount / concurrency))
        guard let row else { return }
        rows.withLock { $0[row.member] = row }
        let count = done.withLock { count in
          count += 1
          return count
        }
        _ = progress.listener(.advanced(done: count, total: members.count, unit: "members"))
      }
      try Interruption.check(folder.path)
    }
    return rows.withLock { rows in members.compactMap { rows[$0.number] } }
  }

  private var budget: ResourceBudget { sweep.base.budget }

  private func groups(of members: [Sweep.Member]) -> [[Sweep.Member]] {
    var groups: [[Sweep.Member]] = []
    for member in members {
      let index = groups.firstIndex {
        SharedSimilarities.share($0[0].experiment.cluster, member.experiment.cluster)
      }
      if let index { groups[index].append(member) } else { groups.append([member]) }
    }
    return groups
  }

  /// How many members fit into memory beside the similarity matrix that they share.
  private func concurrency(of experiments: [Experiment], _ shared: SharedSimilarities) -> Int {
    let square = shared.squareBytes(experiments[0].cluster)
    // Messages take twice as much memory as the matrix, and a resample has a matrix of its own.
    let free = max(0, budget.memoryBytes - square)
    return max(1, min(budget.threadCount, experiments.count, free / max(1, 3 * square)))
  }

  /// The line of a member; nil if the process was asked to stop.
  private func row(
    of member: Sweep.Member, _ reader: FeatureReader, _ shared: SharedSimilarities,
    into folder: URL, threadCount: Int
  ) -> SweepRow? {
    let experiment = member.experiment
    var budget = budget
    budget.threadCount = threadCount
    var id = ""
    func row(_ state: SweepRow.State, _ failure: String?, _ measures: SweepRow.Measures?) -> SweepRow {
      SweepRow(
        member: member.number, values: member.values, clustering: id, state: state, failure: failure,
        measures: measures)
    }
    let listener: ProgressListener = { event in
      if case .warning(let text) = event { console.warn("member \(member.number): \(text)") }
      return Interruption.isRequested ? .stop : .more
    }
    do {
      let run = try experiment.clustering(budget: budget)
      id = try run.identifier(of: reader)
      let stored = try run.perform(
        reader, into: folder.appendingPathComponent("members/\(id)"), sharing: shared, progress: listener)
      let judgement = try experiment.judging(budget: budget).perform(
        stored, of: reader, sharing: shared, progress: listener)
      return row(
        .done, nil,
        SweepRow.Measures(
          stored.record, judgement, candidateCount: judgement.candidateClusters.count))
    } catch {
      if (error as? WorkbenchError)?.code == .stopped { return nil }
      let message = (error as? any ZoominError)?.message ?? "\(error)"
      console.warn("member \(member.number) failed: \(message)")
      return row(.failed, message, nil)
    }
  }

  // MARK: - Results

  private func finish(_ rows: [SweepRow], of hash: String, rowCount: Int, in folder: URL) throws -> Result {
    let paths = sweep.plan.paths
    let advice = SweepAdvice(
      rows, paths: paths, rowCount: rowCount, minimumClusterCount: sweep.minimumClusterCount)
    let table = SweepTable(
      paths: paths, rows: rows, recommended: advice.member,
      agreement: try agreement(of: rows, with: advice.member, in: folder))
    let summary = Summary(
      schemaVersion: 1, name: sweep.name, features: hash, rowCount: rowCount, swept: paths, members: rows,
      recommended: advice)
    let chosen = rows.first { $0.member == advice.member }
    let files =
      (chosen.map { ["members/\($0.clustering)/candidates.txt"] } ?? []) + ["sweep.csv", "sweep.png"]
    let text =
      table.text + "\n\n" + advice.reason + "\n\nOpen:\n"
      + files.map { "  \(folder.appendingPathComponent($0).path)" }.joined(separator: "\n")
    try AtomicFile.write(table.csv, to: folder.appendingPathComponent("sweep.csv"))
    try AtomicFile.write(CanonicalJSON.data(summary), to: folder.appendingPathComponent("sweep.json"))
    try AtomicFile.write(advice.reason + "\n", to: folder.appendingPathComponent("recommendation.txt"))
    let plot = SweepPlot(title: sweep.name, paths: sweep.plan.paths, rows: rows, recommended: advice.member)
    try AtomicFile.write(plot.figure.raster().png(), to: folder.appendingPathComponent("sweep.png"))
    return Result(
      folder: folder, text: text + "\n" + folder.path, failedCount: rows.count { $0.state == .failed },
      summary: summary)
  }

  private func agreement(
    of rows: [SweepRow], with recommended: Int?, in folder: URL
  ) throws -> [Int: Double] {
    func clusters(_ row: SweepRow) throws -> [Int] {
      try StoredClustering(at: folder.appendingPathComponent("members/\(row.clustering)")).assignment
        .clusterOfRow
    }
    guard let chosen = rows.first(where: { $0.member == recommended }) else { return [:] }
    let reference = try clusters(chosen)
    let done = rows.filter { $0.state == .done }
    let indices = try done.map { PartitionComparison(try clusters($0), reference).adjustedRandIndex }
    return Dictionary(
      uniqueKeysWithValues: zip(done, indices).compactMap { row, index in index.map { (row.member, $0) } })
  }
}
