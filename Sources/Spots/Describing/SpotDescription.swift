/// What describes a spot: words of `spots.descriptor`.
public enum SpotDescription: String, Hashable, Sendable, CaseIterable {
  /// `RadialProfile`.
  case profile
  /// `TrunkDescriber`.
  case trunk
}
