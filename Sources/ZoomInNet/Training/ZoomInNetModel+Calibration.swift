import Fundus
import NeuralNet
import Workbench

extension ZoomInNetModel {
  /// Updates the running statistics of M-Net's batch norm on pictures, and no weights.
  ///
  /// Used for the untrained network with which recall is compared. With initial running statistics (mean 0, variance 1)
  /// its activations would not resemble those of a trained network. Each batch is one forward pass, which updates the
  /// statistics by batch norm's momentum; with 0.1, after 40 batches 1.5 % of the initial values remain.
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
