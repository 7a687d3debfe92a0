import Discovery
import Foundation
import Fundus
import Runs
import Settings
import Workbench
import ZoomInNet

/// The stages of a run in their order, each with its inputs from earlier stages.
///
/// Requested stages run, unless they are finished with the same key. The results of the other stages are taken from the
/// run's records, so that a single stage can run without the data of earlier ones.
final class PipelineRun {
  private let context: RunContext
  private let runner: any StagePerformer
  private let wanted: Set<StageName>

  /// The stages of a run, of which those in `wanted` run if they are not finished.
  init(
    _ context: RunContext, runner: any StagePerformer, wanted: Set<StageName> = Set(StageName.allCases)
  ) {
    self.context = context
    self.runner = runner
    self.wanted = wanted
  }

  /// Runs every requested stage.
  ///
  /// - Throws: the errors of the stages; `PipelineError` if an earlier stage that is needed was never run.
  func perform() throws {
    if wanted.contains(.prepare) { _ = try prepared() }
    if let last = TrainingPhase.allCases.last(where: { wanted.contains($0.stage) }) {
      _ = try trained(through: last)
    }
    if wanted.contains(.mine) { _ = try mined() }
    if wanted.contains(.evaluate) { _ = try evaluated() }
    for rows in clusteredRows where wanted.contains(.cluster) { _ = try clustered(rows) }
    for rows in clusteredRows where wanted.contains(.judge) { _ = try judged(rows) }
    for rows in clusteredRows where wanted.contains(.mosaic) { _ = try drawn(rows) }
    if wanted.contains(.report) { _ = try reported() }
  }

  // MARK: - Results

  private var kept: [String: any Sendable] = [:]

  /// The list of pictures.
  func prepared() throws -> StageResult<PrepareStage.Output> {
    try result(.prepare) { PrepareStage(context: context) }
  }

  /// The last phase that has any epochs, none after `final`; or the untrained network, where that is asked for.
  func trained(through final: TrainingPhase = .joint) throws -> StageResult<TrainStage.Output> {
    let train = context.experiment.train
    if train.network == .untrained {
      return try result(.trainMNet) { UntrainedStage(context: context, prepared: try prepared()) }
    }
    var last: StageResult<TrainStage.Output>?
    for phase in train.phases where phase.stage <= final.stage {
      last = try result(phase.stage) {
        let pictures = try prepared()
        if phase == .mNet { try checkMining(pictures.output) }
        return TrainStage(context: context, phase: phase, prepared: pictures, earlier: last)
      }
    }
    guard let last else { throw PipelineError.noNetwork(in: context.run) }
    return last
  }

  /// The features.
  func mined() throws -> StageResult<MineStage.Output> {
    try result(.mine) {
      MineStage(context: context, prepared: try prepared(), trained: try trained())
    }
  }

  /// The measures on held-out pictures.
  func evaluated() throws -> StageResult<EvaluateStage.Output> {
    try result(.evaluate) {
      EvaluateStage(context: context, prepared: try prepared(), trained: try trained())
    }
  }

  /// What the evaluation found, as lines of text; nil if nothing could be compared with grades or lesions.
  func evaluationText() throws -> String? {
    _ = try evaluated()
    let lines = EvaluationText(try Evaluation.read(from: context.run), context.experiment).lines
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// What is clustered, each by itself; at least one.
  var clusteredRows: [ClusteredRows] { ClusteredRows.of(context.experiment) }

  /// The clustering of some rows.
  func clustered(_ rows: ClusteredRows) throws -> StageResult<ClusterStage.Output> {
    try result(.cluster, of: rows) {
      ClusterStage(context: context, clusteredRows: rows, mined: try mined())
    }
  }

  /// The judgement of the clusters.
  func judged(_ rows: ClusteredRows) throws -> StageResult<JudgeStage.Output> {
    try result(.judge, of: rows) {
      JudgeStage(
        context: context, clusteredRows: rows, mined: try mined(), clustered: try clustered(rows))
    }
  }

  /// The mosaics.
  func drawn(_ rows: ClusteredRows) throws -> StageResult<MosaicStage.Output> {
    try result(.mosaic, of: rows) {
      MosaicStage(
        context: context, clusteredRows: rows, mined: try mined(), clustered: try clustered(rows),
        judged: try judged(rows))
    }
  }

  /// The last page.
  func reported() throws -> StageResult<ReportStage.Output> {
    try result(.report) {
      ReportStage(
        context: context, prepared: try prepared(), mined: try mined(), evaluated: try evaluated(),
        clusterings: try clusteredRows.map {
          ReportStage.Clustering(rows: $0, clustered: try clustered($0), drawn: try drawn($0))
        }, seconds: runner.stageSeconds)
    }
  }

  // MARK: -

  private func result<Step: Stage>(
    _ name: StageName, of rows: ClusteredRows? = nil, _ stage: () throws -> Step
  ) throws -> StageResult<Step.Output> {
    let record = rows?.record(of: name.rawValue) ?? name.rawValue
    if let known = kept[record] as? StageResult<Step.Output> { return known }
    let result: StageResult<Step.Output>
    if wanted.contains(name) {
      result = try runner.result(of: try stage())
    } else if let recorded = try runner.recorded(Step.Output.self, as: record) {
      result = recorded
    } else {
      throw PipelineError(
        .noResult, at: context.run.url.path, "its stage \(record) was never run",
        remedy: "Run it first, or run the whole experiment with `zoomin run`.")
    }
    kept[record] = result
    return result
  }

  /// Checks before hours of training that mining will find pictures.
  private func checkMining(_ pictures: PrepareStage.Output) throws {
    let splits = context.experiment.mine.splits.map(\.rawValue)
    guard runner.runsStages, wanted.contains(.mine),
      splits.allSatisfy({ pictures.counts[$0, default: 0] == 0 })
    else { return }
    let names = splits.joined(separator: " and ")
    throw SettingsError(
      .conflict(
        "mine.splits asks for \(names), but no picture is one of them",
        remedy: "Name other splits under mine.splits, or lower data.train_fraction."),
      at: context.data.root.path)
  }
}
