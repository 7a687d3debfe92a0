/// The measurements of one parameter update.
public struct TrainingRecord: Hashable, Sendable {
  /// The phase.
  public var phase: TrainingPhase
  /// The epoch, 0 first.
  public var epoch: Int
  /// Parameter updates of the phase, this one included.
  public var update: Int
  /// Means over the accumulated batches: `loss`, the sum, and its weighted parts `loss_m`, `loss_a`, `loss_c`.
  public var losses: [String: Double]
  /// The learning rate of this update, before the factors of heads and patches.
  public var learningRate: Double
  /// The norm of the gradients of all parameters together, before clipping.
  public var gradientNorm: Double
}
