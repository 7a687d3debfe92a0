import Discovery
import FeatureStore
import Foundation
import Fundus
import Mining
import Runs
import Settings
import Workbench

/// Mines the features of a trained network and draws the attention panels.
struct MineStage: Stage {
  let context: RunContext
  let prepared: StageResult<PrepareStage.Output>
  let trained: StageResult<TrainStage.Output>

  /// The results of mining that later stages use.
  struct Output: StageOutput {
    /// The feature file.
    let features: String
    /// The hash of its content.
    let content: String

    var files: [String] { [features] }
  }

  let name = StageName.mine
  /// 4: evaluation and mining share predictions, and probabilities of classifiers are summed in double precision.
  let version = 4
  /// They decide where regions can lie.
  let alsoReads = ["regions"]
  var inputs: [StageInput] {
    get throws {
      [
        StageInput(trained), StageInput("pictures", prepared.output.content),
        StageInput("lesions", try context.lesions),
      ]
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let file = work.run.mining(key: work.key).features
    if !FileManager.default.fileExists(atPath: file.path) {
      let (set, network) = (try context.prepared(), try context.network(trained.output))
      let miner = Miner(
        context.experiment.mine, predictor: try network.predictor(set, context.experiment), set: set)
      _ = try miner.mine(
        to: file, checkpointSHA256: try ContentHash.hexadecimal(ofFile: network.checkpoint),
        resolvedConfiguration: context.experiment.yaml, programVersion: ProgramVersion.current,
        observing: { context.readings.keep(PictureReading($0), of: trained.key) }, progress: work.progress)
    } else {
      try FeatureWriter.removeParts(of: file)
    }
    let reader = try FeatureReader(file)
    try drawPanels(reader, in: work.run)
    return Output(
      features: work.run.relativePath(of: file),
      content: try reader.storedContentHash ?? reader.contentHash())
  }

  // MARK: -

  /// Draws panels of some mined pictures, taken from the grades in turn, so that every grade is shown.
  private func drawPanels(_ reader: FeatureReader, in run: RunDirectory) throws {
    let mined = try MinedRegions(reader)
    let withRegions = Set(mined.regions.map { Int($0.image) })
    let byGrade = Dictionary(grouping: withRegions.sorted()) { mined.images[$0].grade }
    let queues = byGrade.sorted { $0.key > $1.key }.map(\.value)
    let longest = queues.map(\.count).max() ?? 0
    let inTurn = (0..<longest).flatMap { place in queues.compactMap { place < $0.count ? $0[place] : nil } }
    let chosen = Array(inTurn.prefix(context.experiment.mine.panelCount)).sorted()
    guard !chosen.isEmpty else { return }
    let panels = AttentionRun(
      experiment: context.experiment.general.name, border: context.experiment.border,
      budget: context.experiment.budget)
    _ = try panels.draw(
      chosen, of: mined, reader: reader, pictures: try PictureFolder(of: mined, movedTo: context.data.root),
      into: run.attention)
  }
}
