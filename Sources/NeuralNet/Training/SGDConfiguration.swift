import Foundation

/// Stochastic gradient descent: rate, momentum, decay and how the rate changes with parameter updates.
public struct SGDConfiguration: Hashable, Sendable {
  /// How the learning rate falls; counted in parameter updates, never in pictures.
  public enum Decay: String, Hashable, Sendable, CaseIterable {
    /// It is constant.
    case constant
    /// It is multiplied by `decayFactor` after every `decayEvery` updates (the paper: 20,000).
    case step
    /// Half a cosine from the full rate down to zero at `updateTotal` updates.
    case cosine
  }

  /// The rate after warm-up and before any decay.
  public var learningRate: Double
  /// The fraction of the last velocity that is kept, 0 ..< 1.
  public var momentum: Double
  /// Added to the gradient per unit of weight; applies to weights of convolutions and fully connected
  /// layers only (`ParameterRole.decays`).
  public var weightDecay: Double
  /// How the rate falls.
  public var decay: Decay
  /// Updates between two steps of the decay `step`.
  public var decayEvery: Int
  /// What a step of the decay multiplies by.
  public var decayFactor: Double
  /// Updates after which a cosine reaches zero.
  public var updateTotal: Int
  /// The largest norm of all gradients together; a longer gradient is scaled down to it.
  public var gradientClipNorm: Double?
  /// Updates over which the rate rises evenly from `1 / warmUpUpdates` of itself; 0 for none.
  public var warmUpUpdates: Int

  /// A configuration.
  public init(
    learningRate: Double, momentum: Double = 0.9, weightDecay: Double = 0, decay: Decay = .constant,
    decayEvery: Int = 20_000, decayFactor: Double = 0.1, updateTotal: Int = 1,
    gradientClipNorm: Double? = nil, warmUpUpdates: Int = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.decay = decay
    self.decayEvery = decayEvery
    self.decayFactor = decayFactor
    self.updateTotal = updateTotal
    self.gradientClipNorm = gradientClipNorm
    self.warmUpUpdates = warmUpUpdates
  }

  /// The learning rate of the update that follows `updateCount` others.
  public func rate(afterUpdates updateCount: Int) -> Double {
    let decayed =
      switch decay {
      case .constant: learningRate
      case .step: learningRate * pow(decayFactor, Double(updateCount / max(1, decayEvery)))
      case .cosine:
        learningRate * 0.5 * (1 + cos(.pi * min(1, Double(updateCount) / Double(max(1, updateTotal)))))
      }
    guard updateCount < warmUpUpdates else { return decayed }
    return decayed * Double(updateCount + 1) / Double(warmUpUpdates)
  }
}
