/// How batch norm behaves while training.
public enum BatchNormMode: String, Hashable, Sendable, CaseIterable {
  /// Normalise by the batch's own mean and variance and update the running ones.
  case batchStatistics = "batch_statistics"
  /// Normalise by the running mean and variance and leave them as they are; scale and shift still learn.
  case frozen
}

/// Everything that decides how a graph is compiled.
public struct PlanOptions: Sendable {
  /// What a plan is for.
  public enum Mode: Hashable, Sendable {
    /// Forward and backward passes.
    case training(batchNorm: BatchNormMode)
    /// Forward passes only: batch norm uses running statistics, dropout is the identity, and memory is reused.
    case inference
  }

  /// The exact number of items of each kind, because batch statistics use every item of the plan. Plans of one graph
  /// share their `Parameters`, so an odd last batch gets a plan of its own.
  public var counts: [ItemKind: Int]
  /// What the plan is for.
  public var mode: Mode
  /// The precision of convolutions and their neighbours.
  public var precision: Precision
  /// The number of parts into which oneDNN splits its work. The same lanes, instruction set and library version give
  /// the same bits on any number of cores; more lanes than free cores are slow, because oneDNN's lanes wait for each
  /// other without yielding.
  public var lanes: Int
  /// The parameters that get gradients, by name. Branches without any get no backward pass.
  public var trainable: @Sendable (String) -> Bool
  /// The inputs whose gradient `Plan.gradient(ofInput:)` returns.
  public var inputGradients: Set<String>
  /// The outputs at which `Plan.backward(adding:)` may add a gradient.
  public var outputGradients: Set<String>

  /// Options; by default every parameter is trainable and no gradient is given at an output or returned at an input.
  public init(
    counts: [ItemKind: Int], mode: Mode, precision: Precision = .f32, lanes: Int,
    trainable: @escaping @Sendable (String) -> Bool = { _ in true },
    inputGradients: Set<String> = [], outputGradients: Set<String> = []
  ) {
    self.counts = counts
    self.mode = mode
    self.precision = precision
    self.lanes = lanes
    self.trainable = trainable
    self.inputGradients = inputGradients
    self.outputGradients = outputGradients
  }
}
