import Fundus
import Imaging
import NeuralNet

/// The pictures of a batch and how each is shown.
struct TrainingBatch: Sendable {
  let rows: EyeBatch
  let orientations: [Orientation]
  /// How the colours of each row are read; empty if they are read as they are.
  var colours: [Normalisation] = []
  /// How the scale and the sharpness of each row are changed; empty if they are not.
  var alterations: [Alteration] = []
}

/// The forward and backward pass of one batch in a phase; gradients are added to the model's.
protocol PhaseStep {
  /// The parameters that the phase updates, each with its factor for the learning rate.
  var rateFactors: [String: Double] { get }
  /// Reads the pictures of a batch. It is called in advance on another thread.
  var load: @Sendable (TrainingBatch) throws -> LoadedBatch { get }
  /// The plans that it runs.
  var plans: [Plan] { get }
  /// Adds the batch's gradients and returns its losses by name.
  func run(_ batch: LoadedBatch) throws -> [String: Double]
}

/// A batch with its pictures decoded.
struct LoadedBatch: Sendable {
  let batch: TrainingBatch
  /// [eyes,3,view,view]; empty if the phase does not need it.
  var views: [Float] = []
  /// The zoom picture of each row; empty if the phase does not need it.
  var zooms: [Raster] = []
}
