import Fundus
import NeuralNet
import Workbench

extension ZoomInNetModel {
  /// Lets M-Net's batch norm learn the statistics of pictures without any weight learning.
  ///
  /// For the untrained network that recall is compared with: with fresh running statistics (mean 0, variance
  /// 1) its activations would not resemble a trained network's. One forward pass per batch, each moving the
  /// statistics by batch norm's momentum: with 0.1, 40 batches leave 1.5 % of the fresh ones.
  public func calibrateBatchNorm(
    source: any PictureSource, eyes: EyeSet, pictures: [Int], batchCount: Int = 40,
    training: TrainingConfiguration, budget: ResourceBudget
  ) throws {
    let feeder = PictureFeeder(source: source, configuration: configuration, threadCount: budget.threadCount)
    let plan = try eyePlan(
      graphs.mNet, eyeCount: training.batchEyeCount(.mNet), mode: .training(batchNorm: .batchStatistics),
      precision: training.precision, laneCount: training.laneCount)
    let batches = EyeBatch.packed(eyes.units(of: pictures), capacity: training.batchEyeCount(.mNet))
    guard !batches.isEmpty else { return }
    for index in 0..<batchCount {
      let rows = batches[index % batches.count]
      let upright = Array(repeating: Orientation.upright, count: rows.pictures.count)
      plan.setInput(Port.view, try feeder.views(rows.pictures, upright))
      plan.setIndices(Port.fellow, rows.fellowIndices(configuration.missingEye))
      plan.setIndices(Port.grade, Array(repeating: -1, count: rows.pictures.count))
      try plan.forward()
    }
  }
}
