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
  private let runner: StageRunner
  private let wanted: Set<StageName>

  /// The stages of a run, of which those in `wanted` run if they are not finished.
  init(_ context: RunContext, runner: StageRunner, wanted: Set<StageName> = Set(StageName.allCases)) {
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
    if wanted.contains(.cluster) { _ = try clustered() }
    if wanted.contains(.judge) { _ = try judged() }
    if wanted.contains(.mosaic) { _ = try drawn() }
    if wanted.contains(.report) { _ = try reported() }
  }

  // MARK: - Results

  private var kept: [StageName: any Sendable] = [:]

  /// The list of pictures.
  func prepared() throws -> StageResult<PrepareStage.Output> {
    try result(.prepare) { PrepareStage(context: context) }
  }

  /// The last phase that has any epochs, none after `final`.
  func trained(through final: TrainingPhase = .joint) throws -> StageResult<TrainStage.Output> {
    let train = context.experiment.train
    var last: StageResult<TrainStage.Output>?
    for phase in TrainingPhase.allCases where phase.stage <= final.stage && train.phase(phase).epochCount > 0
    {
      last = try result(phase.stage) {
        let pictures = try prepared()
        if phase == .mNet { try checkMining(pictures.output) }
        return TrainStage(context: context, phase: phase, prepared: pictures, earlier: last)
      }
    }
    guard let last else {
      throw PipelineError(
        .noResult, at: context.run.experiment.path, "no phase has any epochs, so there is no network",
        remedy: "Raise phase_1.epochs.")
    }
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

  /// The clustering.
  func clustered() throws -> StageResult<ClusterStage.Output> {
    try result(.cluster) { ClusterStage(context: context, mined: try mined()) }
  }

  /// The judgement of the clusters.
  func judged() throws -> StageResult<JudgeStage.Output> {
    try result(.judge) {
      JudgeStage(context: context, mined: try mined(), clustered: try clustered())
    }
  }

  /// The mosaics.
  func drawn() throws -> StageResult<MosaicStage.Output> {
    try result(.mosaic) {
      MosaicStage(
        context: context, mined: try mined(), clustered: try clustered(), judged: try judged())
    }
  }

  /// The last page.
  func reported() throws -> StageResult<ReportStage.Output> {
    try result(.report) {
      ReportStage(
        context: context, prepared: try prepared(), mined: try mined(), evaluated: try evaluated(),
        clustered: try clustered(), judged: try judged(), drawn: try drawn(), seconds: runner.stageSeconds)
    }
  }

  // MARK: -

  private func result<Step: Stage>(
    _ name: StageName, _ stage: () throws -> Step
  ) throws -> StageResult<Step.Output> {
    if let known = kept[name] as? StageResult<Step.Output> { return known }
    let result: StageResult<Step.Output>
    if wanted.contains(name) {
      result = try runner.result(of: try stage())
    } else if let recorded = try runner.recorded(Step.Output.self, of: name) {
      result = recorded
    } else {
      throw PipelineError(
        .noResult, at: context.run.url.path, "its stage \(name.rawValue) was never run",
        remedy: "Run it first, or run the whole experiment with `zoomin run`.")
    }
    kept[name] = result
    return result
  }

  /// Checks before hours of training that mining will find pictures.
  private func checkMining(_ pictures: PrepareStage.Output) throws {
    let splits = context.experiment.mine.splits.map(\.rawValue)
    guard wanted.contains(.mine), splits.allSatisfy({ pictures.counts[$0, default: 0] == 0 }) else { return }
    let names = splits.joined(separator: " and ")
    throw SettingsError(
      .conflict(
        "mine.splits asks for \(names), but no picture is one of them",
        remedy: "Name other splits under mine.splits, or lower data.train_fraction."),
      at: context.data.root.path)
  }
}
