/// What a step of a plan, or of the work around it, is: the rows of a table of where time goes.
public enum StepKind: String, Hashable, Sendable, CaseIterable, Codable {
  /// A convolution's result, with what is fused into it.
  case convolutionForward = "convolution, forward"
  /// The gradient at a convolution's input.
  case convolutionDataGradient = "convolution, data gradient"
  /// The gradient of a convolution's weights.
  case convolutionWeightsGradient = "convolution, weights gradient"
  /// Batch norm with its ReLU, its gradient, and its result made again where it was not kept.
  case batchNorm = "batch norm"
  /// Pooling and its gradient.
  case pooling
  /// Feature maps put side by side.
  case concatenation
  /// Residual sums, and sums of the gradients that several readers left, past the ReLU that they meet.
  case sum
  /// ReLUs that are not part of another step, and the gradient of one that a single reader left.
  case relu
  /// Fully connected layers.
  case fullyConnected = "fully connected"
  /// Copies from one layout to another, parts of a concatenation's gradient and additions to weights' gradients.
  case reorder
  /// Copies of changed weights in the layouts and numbers that convolutions want.
  case packing = "packing of weights"
  /// Running statistics, and the search for numbers that are not finite.
  case checks = "checks and statistics"
  /// Momentum, decay and the movement of the parameters.
  case optimiser
  /// Loops of the program's own: softmaxes, losses, sets and pairs, gradients that come from outside.
  case other = "heads and losses"

  /// Whether the time is a convolution's.
  public var isConvolution: Bool {
    switch self {
    case .convolutionForward, .convolutionDataGradient, .convolutionWeightsGradient: true
    default: false
    }
  }
}
