import NeuralNet

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
}
