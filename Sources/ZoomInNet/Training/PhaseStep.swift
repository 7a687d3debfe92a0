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
  /// Parameters that the phase may move, in groups with the learning rate's factor of each.
  var groups: [ParameterGroup] { get }
  /// Reads what the batch needs; called ahead, on another thread.
  var load: @Sendable (TrainingBatch) throws -> LoadedBatch { get }
  /// The plans that it runs.
  var plans: [Plan] { get }
  /// Adds the batch's gradients, and answers its losses by name.
  func run(_ batch: LoadedBatch) throws -> [String: Double]
}

/// Parameters that share an optimiser.
struct ParameterGroup: Sendable {
  /// The name in checkpoints.
  let name: String
  /// Multiplies the phase's learning rate.
  let rateFactor: Double
  /// Whether a parameter belongs to the group.
  let contains: @Sendable (String) -> Bool

  /// Whether a parameter belongs to a classifier or to A-Net: to what reads M.
  static let isHead: @Sendable (String) -> Bool = { $0.contains(".classifier.") || $0.hasPrefix("a_net.") }
}

/// A batch with its pictures decoded.
struct LoadedBatch: Sendable {
  let batch: TrainingBatch
  /// [eyes,3,view,view]; empty where the phase does not need it.
  var views: [Float] = []
  /// The zoom picture of each row; empty where the phase does not need it.
  var zooms: [Raster] = []
}
