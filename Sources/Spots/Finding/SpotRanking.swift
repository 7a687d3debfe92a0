/// A quantity by which spots of a picture are ranked before the first ones are kept: words of `spots.rank`.
public enum SpotRanking: String, Hashable, Sendable, CaseIterable {
  /// How much the spot stands out from its surroundings.
  case strength
  /// The gated attention at the spot's cell; 0 where it is negative.
  case attention
  /// How much less usual the spot is than those of healthy photographs.
  case novelty
}
