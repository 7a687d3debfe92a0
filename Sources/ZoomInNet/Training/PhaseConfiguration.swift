import NeuralNet

/// How one phase descends.
public struct PhaseConfiguration: Hashable, Sendable {
  /// How the learning rate changes, counted in parameter updates.
  public enum Schedule: Hashable, Sendable {
    /// Never.
    case constant
    /// Times `factor` after every `updateCount` updates (the paper: 20,000).
    case step(updateCount: Int, factor: Double)
    /// Half a cosine down to zero at the phase's last update.
    case cosine
  }

  /// Times that every patient is seen; 0 leaves the phase out.
  public var epochCount: Int
  /// The rate after warm-up and before any fall.
  public var learningRate: Double
  /// The fraction of the last movement that is kept.
  public var momentum: Double
  /// Pull of weights towards zero.
  public var weightDecay: Double
  /// How the rate changes.
  public var schedule: Schedule
  /// Updates over which the rate rises from near zero.
  public var warmUpUpdateCount: Int
  /// The largest norm of the gradients of all parameters together; nil: no limit.
  public var gradientClipNorm: Double?

  /// A phase's settings.
  public init(
    epochCount: Int, learningRate: Double, momentum: Double = 0.9, weightDecay: Double = 1e-4,
    schedule: Schedule = .cosine, warmUpUpdateCount: Int = 0, gradientClipNorm: Double? = 5
  ) {
    precondition(epochCount >= 0 && learningRate > 0, "a phase has epochs and a rate")
    self.epochCount = epochCount
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.schedule = schedule
    self.warmUpUpdateCount = warmUpUpdateCount
    self.gradientClipNorm = gradientClipNorm
  }

  /// The optimiser's settings for a phase of `updateCount` updates.
  func optimiser(updateCount: Int) -> SGDConfiguration {
    let decay: SGDConfiguration.Decay =
      switch schedule {
      case .constant: .constant
      case .step(let every, let factor): .step(every: every, factor: factor)
      case .cosine: .cosine(total: updateCount)
      }
    return SGDConfiguration(
      learningRate: learningRate, momentum: momentum, weightDecay: weightDecay, decay: decay,
      gradientClipNorm: gradientClipNorm, warmUpUpdates: warmUpUpdateCount)
  }
}
