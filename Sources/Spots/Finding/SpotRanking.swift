/// A quantity by which spots of a picture are ranked before the first ones are kept: words of `spots.rank`.
public enum SpotRanking: String, Hashable, Sendable, CaseIterable {
  /// How much the spot stands out from its surroundings.
  case strength
  /// The gated attention at the spot's cell; 0 where it is negative.
  case attention
  /// How unlike the spots of healthy photographs it is.
  case novelty
}
