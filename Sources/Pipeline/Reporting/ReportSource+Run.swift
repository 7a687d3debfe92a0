import Discovery
import FeatureStore
import Foundation
import Fundus
import Reports
import Runs
import Settings
import Workbench

extension ReportSource {
  /// What is known of a run, from the records of the stages that are done.
  ///
  /// - Throws: `RunsError` for damaged records, `FeatureStoreError` and `DiscoveryError` for damaged results.
  init(_ run: RunDirectory, _ experiment: Experiment) throws {
    self.init(
      run: run, name: experiment.general.name, configuration: experiment.report,
      decidingHead: experiment.heads.decision.rawValue)
    description = experiment.general.description
    isDrawn = experiment.source == .phantom
    let isCohort = try CohortRecord.readIfPresent(from: run) != nil
    splits = (isCohort ? Split.allCases : EvaluateStage.heldOutSplits).map(\.rawValue)
    settings = Self.settings(of: experiment)
    let ledger = StageLedger(run)
    if let prepared = try ledger.entry(PrepareStage.Output.self, of: StageName.prepare.rawValue)?.output {
      pictureCounts = Split.allCases.compactMap { split in
        prepared.counts[split.rawValue].map { (split.rawValue, $0) }
      }
      skippedCount = prepared.skippedCount
    }
    guard let output = try ledger.entry(MineStage.Output.self, of: StageName.mine.rawValue)?.output,
      output.files.allSatisfy({ FileKind(of: run.place(of: $0)) == .file })
    else { return }
    var known: [String: MinedRegions] = [:]
    func rows(of path: String) throws -> MinedRegions {
      let rows =
        try known[path]
        ?? MinedRegions(try FeatureReader(run.place(of: path)), tileCells: experiment.geometry.cells)
      known[path] = rows
      return rows
    }
    mined = try output.files.first.map(rows)
    for clustered in ClusteredRows.of(experiment) {
      let record = clustered.record(of: StageName.cluster.rawValue)
      guard let folder = try ledger.entry(ClusterStage.Output.self, of: record)?.output.folder,
        FileKind(of: run.place(of: folder)) == .folder
      else { continue }
      clusterings.append(
        Clustering(
          rows: clustered.text, stored: try StoredClustering(at: run.place(of: folder)),
          mined: try rows(of: output.file(of: clustered).path)))
    }
  }

  // MARK: -

  private static func settings(of experiment: Experiment) -> [Setting] {
    let defaults = Experiment()
    return Experiment.schema.settings.map { setting in
      Setting(
        section: setting.section, name: setting.key.name, value: setting.key.value(in: experiment).yaml,
        fallback: setting.key.value(in: defaults).yaml)
    }
  }
}
