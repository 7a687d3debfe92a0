import Discovery
import Foundation
import Fundus
import Reports
import Scoring
import Runs
import Settings
import Workbench

/// Draws the plots of a run, and writes the summary of the results and of the files to open.
struct ReportStage: Stage {
  let context: RunContext
  let prepared: StageResult<PrepareStage.Output>
  let mined: StageResult<MineStage.Output>
  let evaluated: StageResult<EvaluateStage.Output>
  let clusterings: [Clustering]
  /// Seconds of each stage, as last measured; not part of the key.
  let seconds: [(stage: String, seconds: Double)]

  /// A clustering with its mosaics.
  struct Clustering {
    let rows: ClusteredRows
    let clustered: StageResult<ClusterStage.Output>
    let drawn: StageResult<MosaicStage.Output>
  }

  /// The result of the report.
  struct Output: StageOutput {
    /// The page.
    let summary: String
    /// The plots; nil in records of earlier versions.
    let plots: [String]?

    var files: [String] { [summary] + (plots ?? []) }

    static func planned(content: String) -> Output { Output(summary: "", plots: []) }
  }

  let name = StageName.report
  /// 3: there are plots.
  let version = 3
  let alsoReads = ["evaluate.head"]
  var inputs: [StageInput] {
    get throws {
      [
        StageInput(prepared), StageInput(evaluated),
      ] + clusterings.map { StageInput($0.drawn) } + [
        // The page contains absolute paths.
        StageInput("place", context.run.url.path)
      ]
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let evaluation = try Evaluation.read(from: work.run)
    let plots = try RunPlots(
      of: context.experiment.general.name, log: TrainingLog.lines(of: work.run), evaluation: evaluation,
      splits: context.reportedSplits.map(\.rawValue), decidedBy: context.experiment.heads.decision.rawValue
    ).write(to: work.run)
    var lines = [
      "", "\(context.experiment.general.name): what was found",
      "Research use only. Intervals are 95 %, by patient.", "",
    ]
    lines += [pictures]
    lines += EvaluationText(evaluation, context.experiment).lines
    for clustering in clusterings { lines += try clusters(clustering, work.run) }
    lines += ["", "Seconds by stage:"]
    lines += seconds.map { String(format: "  %-18@ %7.1f", $0.stage as NSString, $0.seconds) }
    lines += ["", "Open:"]
    lines += files(work.run).map { "  \($0.path)" }
    try RunSummary(lines.joined(separator: "\n") + "\n").write(to: work.run)
    return Output(
      summary: work.run.relativePath(of: work.run.summary), plots: plots.map(work.run.relativePath))
  }

  // MARK: -

  private var pictures: String {
    let counts = Split.allCases.compactMap { split in
      prepared.output.counts[split.rawValue].map { "\(split.rawValue) \($0)" }
    }
    let skippedCount = prepared.output.skippedCount
    return "Pictures: \(counts.joined(separator: ", "))"
      + (skippedCount > 0 ? ", \(skippedCount) skipped (see \(prepared.output.skipped))." : ".")
  }

  private func clusters(_ clustering: Clustering, _ run: RunDirectory) throws -> [String] {
    let folder = run.place(of: clustering.clustered.output.folder)
    let record = try StoredClustering(at: folder).record
    let state = record.converged ? "converged after" : "NOT converged after"
    let what = clustering.rows == .cells ? "features" : clustering.rows.text
    let rowCount = record.rowCount - record.leftOutCount
    return [
      "",
      "Clusters: \(record.clusterCount) of \(rowCount) \(what), \(state) \(record.iterations) iterations.",
    ] + (try ClusterMeasures(writtenIn: folder)).lines.map { "  \($0)" }
  }

  private func files(_ run: RunDirectory) -> [URL] {
    var files: [URL] = []
    for clustering in clusterings {
      guard let atlas = clustering.drawn.output.atlas else { continue }
      let folder = run.place(of: clustering.clustered.output.folder)
      files += [run.place(of: atlas), folder.appendingPathComponent("candidates.txt")]
      files.append(folder.appendingPathComponent("mosaics"))
    }
    if FileManager.default.fileExists(atPath: run.attention.path) { files.append(run.attention) }
    return files + [run.plots] + mined.output.files.map(run.place) + [run.evaluation, run.summary]
  }
}
