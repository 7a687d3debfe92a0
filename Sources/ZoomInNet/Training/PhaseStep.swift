import Fundus
import Imaging
import NeuralNet

/// What one batch of a phase is: its pictures, and how each is turned.
struct TrainingBatch: Sendable {
  let rows: EyeBatch
  let orientations: [Orientation]
}

/// The forward and backward pass of one batch in a phase; gradients are added to the model's.
protocol PhaseStep {
  /// The parameters that the phase moves, each with its factor of the learning rate.
  var rateFactors: [String: Double] { get }
  /// Reads what the batch needs; called ahead, on another thread.
  var load: @Sendable (TrainingBatch) throws -> LoadedBatch { get }
  /// The plans that it runs.
  var plans: [Plan] { get }
  /// Adds the batch's gradients, and answers its losses by name.
  func run(_ batch: LoadedBatch) throws -> [String: Double]
}

/// A batch with its pictures decoded.
struct LoadedBatch: Sendable {
  let batch: TrainingBatch
  /// [eyes,3,view,view]; empty where the phase does not need it.
  var views: [Float] = []
  /// The zoom picture of each row; empty where the phase does not need it.
  var zooms: [Raster] = []
}
