internal import CKernels

/// Stochastic gradient descent with momentum.
///
/// `v = momentum * v + gradient + weightDecay * w; w = w - rate * v`, as PyTorch's `SGD` without dampening.
public struct SGD: Sendable {
  /// Rates and factors; may be changed between updates.
  public var configuration: SGDConfiguration
  /// Parameter updates made so far.
  public private(set) var updateCount: Int
  /// The movement kept for each parameter, by name; absent where it never moved.
  public private(set) var velocities: [String: [Float]]

  /// A fresh optimiser, or one that goes on where another stopped.
  public init(
    _ configuration: SGDConfiguration, updateCount: Int = 0, velocities: [String: [Float]] = [:]
  ) {
    self.configuration = configuration
    self.updateCount = updateCount
    self.velocities = velocities
  }

  /// The learning rate that the next update will use.
  public var learningRate: Double { configuration.rate(afterUpdates: updateCount) }

  /// Moves the parameters that learn and that `trainable` accepts, by their gradients times `gradientScale`.
  ///
  /// `gradientScale` is 1 / (number of accumulated backward passes). Gradients are left as they are. Nothing
  /// moves when any gradient is not finite.
  ///
  /// - Returns: the norm of all gradients together, scaled, before clipping.
  /// - Throws: `NeuralNetError` with code `.nonFinite` naming the parameter.
  @discardableResult
  public mutating func step(
    _ parameters: Parameters, trainable: (String) -> Bool = { _ in true }, gradientScale: Float = 1
  ) throws(NeuralNetError) -> Double {
    var square = 0.0
    for parameter in parameters.descriptions where parameter.role.learns && trainable(parameter.name) {
      let part = parameters.withGradient(of: parameter.name) { ck_sum_of_squares($0.baseAddress, $0.count) }
      guard part.isFinite else {
        throw NeuralNetError(
          .nonFinite, at: parameter.name, "its gradient is not finite at update \(updateCount)",
          remedy: NeuralNetError.goBack)
      }
      square += part
    }
    let norm = square.squareRoot() * Double(gradientScale)
    var scale = gradientScale
    if let limit = configuration.gradientClipNorm, norm > limit { scale *= Float(limit / norm) }
    let rate = Float(learningRate)
    let momentum = Float(configuration.momentum)
    for parameter in parameters.descriptions where parameter.role.learns && trainable(parameter.name) {
      let decay = parameter.role.decays ? Float(configuration.weightDecay) : 0
      parameters.withGradient(of: parameter.name) { gradient in
        parameters.withMutableValues(of: parameter.name) { values in
          velocities[parameter.name, default: Array(repeating: 0, count: values.count)]
            .withUnsafeMutableBufferPointer { velocity in
              ck_sgd(
                values.baseAddress, velocity.baseAddress, gradient.baseAddress, values.count, rate, momentum,
                decay, scale)
            }
        }
      }
    }
    updateCount += 1
    return norm
  }
}
