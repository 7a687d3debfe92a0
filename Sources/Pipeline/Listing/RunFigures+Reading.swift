import Discovery
import Foundation
import Runs
import Workbench

extension RunFigures {
  /// The figures of a run: its record if that is current, else what the evaluation and the clusterings say.
  ///
  /// - Throws: `RunsError`, `DiscoveryError`, `WorkbenchError` for files that cannot be read.
  package static func current(of run: RunDirectory) throws -> RunFigures {
    try readIfCurrent(from: run) ?? RunFigures(of: run)
  }

  /// What the evaluation and the clusterings of a run say.
  ///
  /// - Throws: `RunsError`, `DiscoveryError`, `WorkbenchError` for files that cannot be read.
  package init(of run: RunDirectory) throws {
    let ledger = StageLedger(run)
    let records = Set(try ledger.names())
    let clusterings = try ClusteredRows.allCases.compactMap { rows -> Clustering? in
      let record = rows.record(of: StageName.cluster.rawValue)
      guard records.contains(record), let entry = try ledger.entry(ClusterStage.Output.self, of: record),
        FileKind(of: run.place(of: entry.output.folder)) == .folder
      else { return nil }
      return try Clustering(of: rows, in: run.place(of: entry.output.folder))
    }
    self.init(
      splits: try Evaluation.readIfPresent(from: run)?.figuresBySplit ?? [:], clusterings: clusterings)
  }
}

extension RunFigures.Clustering {
  /// What the files in a clustering's folder say.
  init(of rows: ClusteredRows, in folder: URL) throws {
    let stored = try StoredClustering(at: folder)
    self.init(
      rows: rows.rawValue, id: folder.lastPathComponent,
      rowCount: stored.record.rowCount - stored.record.leftOutCount, clusterCount: stored.record.clusterCount,
      converged: stored.record.converged,
      candidateCount: try JudgingRun.judgement(of: stored)?.candidateClusters.count)
  }
}
