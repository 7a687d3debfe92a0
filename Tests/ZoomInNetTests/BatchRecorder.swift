import NeuralNet
import TestSupport

@testable import ZoomInNet

/// Notes how each batch is shown, and learns nothing.
final class BatchRecorder: PhaseStep {
  let rateFactors: [String: Double] = [:]
  let load: @Sendable (TrainingBatch) throws -> LoadedBatch = { LoadedBatch(batch: $0) }
  let plans: [Plan] = []
  var batches: [TrainingBatch] = []
  func run(_ batch: LoadedBatch) throws -> [String: Double] {
    batches.append(batch.batch)
    return ["loss": 0]
  }

  /// The batches of a phase as they are shown, with a brief training that `change` alters.
  static func batches(
    of phase: TrainingPhase, _ pictures: DrawnPictures, seed: UInt64,
    _ change: (inout TrainingConfiguration) -> Void
  ) throws -> [TrainingBatch] {
    var configuration = TrainingConfiguration.brief(seed: seed)
    change(&configuration)
    let recorder = BatchRecorder()
    try ZoomInNetTrainer(
      ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 1), configuration: configuration,
      source: pictures, eyes: pictures.eyes, pictures: pictures.pictures, budget: .tests
    ).train(phase, by: { _ in recorder })
    return recorder.batches
  }
}
