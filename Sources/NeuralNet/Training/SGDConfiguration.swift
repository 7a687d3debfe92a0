import Foundation

/// Stochastic gradient descent: rate, momentum, decay and how the rate changes with parameter updates.
public struct SGDConfiguration: Hashable, Sendable {
  /// How the learning rate falls; counted in parameter updates, never in pictures.
  public enum Decay: Hashable, Sendable {
    /// It is constant.
    case constant
    /// It is multiplied by `factor` after every `every` updates.
    case step(every: Int, factor: Double)
    /// Half a cosine from the full rate down to zero at `total` updates.
    case cosine(total: Int)
  }

  /// The rate after warm-up and before any decay.
  public var learningRate: Double
  /// The fraction of the last velocity that is kept, 0 ..< 1.
  public var momentum: Double
  /// Whether the velocity sums steps, each with the rate that it had (Caffe's rule), instead of gradients that the current
  /// rate multiplies (PyTorch's). While the rate is constant, both give the same weights.
  public var velocityHoldsRate: Bool
  /// Added to the gradient per unit of weight; applies to weights of convolutions and fully connected
  /// layers only (`ParameterRole.decays`).
  public var weightDecay: Double
  /// How the rate falls.
  public var decay: Decay
  /// The largest norm of all gradients together; a longer gradient is scaled down to it.
  public var gradientClipNorm: Double?
  /// Updates over which the rate rises evenly from `1 / warmUpUpdates` of itself; 0 for none.
  public var warmUpUpdates: Int

  /// A configuration.
  public init(
    learningRate: Double, momentum: Double = 0.9, velocityHoldsRate: Bool = false, weightDecay: Double = 0,
    decay: Decay = .constant,
    gradientClipNorm: Double? = nil, warmUpUpdates: Int = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.velocityHoldsRate = velocityHoldsRate
    self.weightDecay = weightDecay
    self.decay = decay
    self.gradientClipNorm = gradientClipNorm
    self.warmUpUpdates = warmUpUpdates
  }

  /// The learning rate of the update that follows `updateCount` others.
  public func rate(afterUpdates updateCount: Int) -> Double {
    let decayed =
      switch decay {
      case .constant: learningRate
      case .step(let every, let factor): learningRate * pow(factor, Double(updateCount / max(1, every)))
      case .cosine(let total):
        learningRate * 0.5 * (1 + cos(.pi * min(1, Double(updateCount) / Double(max(1, total)))))
      }
    guard updateCount < warmUpUpdates else { return decayed }
    return decayed * Double(updateCount + 1) / Double(warmUpUpdates)
  }
}
