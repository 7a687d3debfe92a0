/// How fast a phase was trained by this process.
public struct TrainingPace: Hashable, Sendable {
  /// Updates of the parameters.
  public internal(set) var updateCount = 0
  /// The time of these updates, without checkpoints and measurements on validation pictures.
  public internal(set) var seconds = 0.0
  /// The part of it in which no batch was ready, because its pictures were still being decoded.
  public internal(set) var waitingSeconds = 0.0

  /// Updates per minute; nil before the first.
  public var updatesPerMinute: Double? { seconds > 0 ? 60 * Double(updateCount) / seconds : nil }
  /// The fraction of the time that was spent waiting for pictures; nil before the first update.
  public var waitingFraction: Double? { seconds > 0 ? waitingSeconds / seconds : nil }
}
