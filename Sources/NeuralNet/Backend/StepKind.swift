/// The kind of a step, of a plan or of the work around it: the rows of a table of times.
public enum StepKind: String, Hashable, Sendable, CaseIterable, Codable {
  /// A convolution's result, including fused operations.
  case convolutionForward = "convolution, forward"
  /// The gradient at a convolution's input.
  case convolutionDataGradient = "convolution, data gradient"
  /// The gradient of a convolution's weights.
  case convolutionWeightsGradient = "convolution, weights gradient"
  /// Batch norm with its ReLU, its gradient, and its result where it is computed again.
  case batchNorm = "batch norm"
  /// Pooling and its gradient.
  case pooling
  /// Concatenation of feature maps.
  case concatenation
  /// Residual sums, and sums of gradients of several layers, with the gradient of a ReLU where it is fused.
  case sum
  /// ReLUs that are not part of another step, and their gradients where there is no sum.
  case relu
  /// Fully connected layers.
  case fullyConnected = "fully connected"
  /// Copies from one layout to another, parts of a concatenation's gradient and additions to weights' gradients.
  case reorder
  /// Copies of changed weights in the layouts and the precision that convolutions need.
  case packing = "packing of weights"
  /// Running statistics, and the search for numbers that are not finite.
  case checks = "checks and statistics"
  /// Momentum, decay and the movement of the parameters.
  case optimiser
  /// The program's own loops for softmaxes, losses, sets and pairs, and gradients given from outside.
  case other = "heads and losses"

  /// Whether the step is a convolution.
  public var isConvolution: Bool {
    switch self {
    case .convolutionForward, .convolutionDataGradient, .convolutionWeightsGradient: true
    default: false
    }
  }
}
