import Discovery
import FeatureStore
import Foundation
import Fundus
import Mining
import Runs
import Workbench
import ZoomInNet

/// Mines the features of a trained network and draws the attention panels.
struct MineStage {
  let experiment: Experiment
  let runner: StageRunner
  let prepared: PreparedSet
  let network: TrainedNetwork
  let dataRoot: URL

  /// Writes `mining/<key>/features.h5` and the panels.
  func perform(key: String, progress: @escaping ProgressListener) throws -> [String: String] {
    let file = runner.run.mining(key: key).features
    if !FileManager.default.fileExists(atPath: file.path) {
      let miner = Miner(
        experiment.mining, predictor: try network.predictor(prepared, experiment), set: prepared)
      _ = try miner.mine(
        to: file, checkpointSHA256: try ContentHash.hexadecimal(ofFile: network.checkpoint),
        resolvedConfiguration: ExperimentWriter.yaml(experiment), programVersion: ProgramVersion.current,
        progress: progress)
    } else {
      try FeatureWriter.removeParts(of: file)
    }
    try drawPanels(try FeatureReader(file))
    return ["features": runner.run.relativePath(of: file)]
  }

  // MARK: -

  /// Panels of some mined pictures: taken in turn from the grades, so that every grade is seen.
  private func drawPanels(_ reader: FeatureReader) throws {
    let mined = try MinedRegions(reader)
    let withRegions = Set(mined.regions.map { Int($0.image) })
    let byGrade = Dictionary(grouping: withRegions.sorted()) { mined.images[$0].grade }
    let queues = byGrade.sorted { $0.key > $1.key }.map(\.value)
    let longest = queues.map(\.count).max() ?? 0
    let inTurn = (0..<longest).flatMap { place in queues.compactMap { place < $0.count ? $0[place] : nil } }
    let chosen = Array(inTurn.prefix(experiment.mine.panels)).sorted()
    guard !chosen.isEmpty else { return }
    let run = AttentionRun(
      experiment: experiment.general.name, border: experiment.border, budget: experiment.budget)
    _ = try run.draw(
      chosen, of: mined, reader: reader, pictures: try PictureFolder(of: mined, movedTo: dataRoot),
      into: runner.run.attention)
  }
}

extension Experiment {
  /// What finds the retina, outside of which pictures are shown black; nil where `data.mask_border` is false.
  var border: RetinaFinder? {
    data.maskBorder ? RetinaFinder(threshold: data.borderThreshold) : nil
  }

  /// What is mined.
  var mining: MiningConfiguration {
    var places = regions
    places.count = mine.regionsPerImage
    places.suppressionPixels = mine.suppressionPixels
    places.smoothingPixels = mine.smoothingPixels
    places.minimumResponse = mine.minimumResponse
    places.map = mine.map
    return MiningConfiguration(
      regions: places, splits: mine.splits.isEmpty ? nil : Set(mine.splits), isDense: mine.dense,
      box: mine.box)
  }
}
