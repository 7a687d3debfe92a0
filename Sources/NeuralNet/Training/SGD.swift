internal import CKernels

/// Stochastic gradient descent with momentum.
///
/// `v = momentum * v + gradient + weightDecay * w; w = w - rate * v`, as PyTorch's `SGD` without dampening; with
/// `velocityHoldsRate` `v = momentum * v + rate * (gradient + weightDecay * w); w = w - v`, as Caffe's.
public struct SGD: Sendable {
  /// Rates and factors; may be changed between updates.
  public var configuration: SGDConfiguration
  /// Parameter updates made so far.
  public private(set) var updateCount: Int
  /// The velocity of each parameter, by name; absent if it was never updated.
  public private(set) var velocities: [String: [Float]]

  /// A fresh optimiser, or one that continues from another's state.
  public init(
    _ configuration: SGDConfiguration, updateCount: Int = 0, velocities: [String: [Float]] = [:]
  ) {
    self.configuration = configuration
    self.updateCount = updateCount
    self.velocities = velocities
  }

  /// The learning rate that the next update will use, before any factor.
  public var learningRate: Double { configuration.rate(afterUpdates: updateCount) }

  /// Updates parameters by their gradients times `gradientScale`.
  ///
  /// Gradients are not changed. If the gradient of one of the parameters is not finite, none is updated.
  ///
  /// - Parameters:
  ///   - rateFactors: the parameters to update, each with the factor for its learning rate. Nil: all that learn, with
  ///     factor 1.
  ///   - gradientScale: 1 / (number of accumulated backward passes).
  /// - Returns: the norm of all their gradients together, scaled, before clipping and without rate factors.
  /// - Throws: `NeuralNetError` with code `.nonFinite` naming the parameter.
  @discardableResult
  public mutating func step(
    _ parameters: Parameters, rateFactors: [String: Double]? = nil, gradientScale: Float = 1
  ) throws(NeuralNetError) -> Double {
    func factor(_ parameter: ParameterDescription) -> Double? {
      guard parameter.role.learns else { return nil }
      guard let rateFactors else { return 1 }
      return rateFactors[parameter.name]
    }
    var square = 0.0
    for parameter in parameters.descriptions where factor(parameter) != nil {
      let part = parameters.withGradient(of: parameter.name) { ck_sum_of_squares($0.baseAddress, $0.count) }
      guard part.isFinite else {
        throw NeuralNetError(
          .nonFinite, at: parameter.name, "its gradient is not finite",
          remedy: NeuralNetError.goBack)
      }
      square += part
    }
    let norm = square.squareRoot() * Double(gradientScale)
    var scale = gradientScale
    if let limit = configuration.gradientClipNorm, norm > limit { scale *= Float(limit / norm) }
    let momentum = Float(configuration.momentum)
    for parameter in parameters.descriptions {
      guard let factor = factor(parameter) else { continue }
      let rate = Float(learningRate * factor)
      let decay = parameter.role.decays ? Float(configuration.weightDecay) : 0
      let inner = configuration.velocityHoldsRate ? rate : 1
      parameters.withGradient(of: parameter.name) { gradient in
        parameters.withMutableValues(of: parameter.name) { values in
          velocities[parameter.name, default: Array(repeating: 0, count: values.count)]
            .withUnsafeMutableBufferPointer { velocity in
              ck_sgd(
                values.baseAddress, velocity.baseAddress, gradient.baseAddress, values.count,
                configuration.velocityHoldsRate ? 1 : rate, momentum, inner * decay, inner * scale)
            }
        }
      }
    }
    updateCount += 1
    return norm
  }
}
