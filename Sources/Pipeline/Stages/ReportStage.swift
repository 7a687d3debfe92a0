import Discovery
import Foundation
import Fundus
import Reports
import Scoring
import Runs
import Settings
import Workbench

/// Draws the plots of a run, and writes the page about it and the summary of the results and of the files to open.
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
    /// The summary.
    let summary: String
    /// The plots; nil in records of earlier versions.
    let plots: [String]?
    /// The page; nil in records of earlier versions.
    let page: String?
    /// The events for TensorBoard; nil in records of earlier versions.
    let events: String?

    var files: [String] { [summary] + (plots ?? []) + [page, events].compactMap(\.self) }

    static func planned(content: String) -> Output { Output(summary: "", plots: [], page: nil, events: nil) }
  }

  let name = StageName.report
  /// 3: there are plots. 4: there is a page.
  let version = 4
  let alsoReads = ["evaluate.head"]
  var inputs: [StageInput] {
    get throws {
      [
        // Mining draws the attention panels.
        StageInput(prepared), StageInput(mined), StageInput(evaluated),
        StageInput("description", context.experiment.general.description ?? ""),
      ] + clusterings.map { StageInput($0.drawn) } + [
        // The summary contains absolute paths.
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
    lines += [pictureCounts]
    lines += EvaluationText(evaluation, context.experiment).lines
    for clustering in clusterings { lines += try clusters(clustering, work.run) }
    lines += ["", "Seconds by stage:"]
    lines += seconds.map { String(format: "  %-18@ %7.1f", $0.stage as NSString, $0.seconds) }
    lines += ["", "Open:"]
    lines += files(work.run).map { "  \($0.path)" }
    try RunSummary(lines.joined(separator: "\n") + "\n").write(to: work.run)
    try EventFile.rewrite(work.run, adding: ResultEvents(evaluation, pictures: try pictures(work.run)))
    try RunReport(try ReportSource(work.run, context.experiment)).write(to: work.run)
    return Output(
      summary: work.run.relativePath(of: work.run.summary), plots: plots.map(work.run.relativePath),
      page: work.run.relativePath(of: work.run.report), events: work.run.relativePath(of: work.run.events))
  }

  // MARK: -

  /// Panels, and the first mosaics of each clustering with its atlas, for TensorBoard.
  private func pictures(_ run: RunDirectory) throws -> [ResultEvents.Picture] {
    let panels = try run.allAttention().prefix(Self.eventPictureCount).map {
      ResultEvents.Picture("attention/\($0.deletingPathExtension().lastPathComponent)", $0)
    }
    return panels
      + clusterings.flatMap { clustering -> [ResultEvents.Picture] in
        guard let atlas = clustering.drawn.output.atlas else { return [] }
        let folder = run.place(of: clustering.clustered.output.folder).appendingPathComponent("mosaics")
        let mosaics = (0..<Self.eventPictureCount).map { MosaicRun.fileName(of: $0) }.map(
          folder.appendingPathComponent
        ).filter { FileManager.default.fileExists(atPath: $0.path) }
        return ([run.place(of: atlas)] + mosaics).map {
          ResultEvents.Picture(
            "\(clustering.rows.rawValue)/\($0.deletingPathExtension().lastPathComponent)", $0)
        }
      }
  }

  /// Panels, and mosaics of each clustering, that TensorBoard shows.
  private static let eventPictureCount = 4

  private var pictureCounts: String {
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
    var files = [run.report]
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
