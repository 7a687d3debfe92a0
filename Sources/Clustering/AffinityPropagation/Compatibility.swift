/// Whose rules affinity propagation follows, to the same exemplars wherever that program converges. Where it does not,
/// it returns whatever its last iteration held, which hangs on the rounding of sums; this program returns the best
/// exemplars that its messages passed through.
public enum Compatibility: String, Sendable, Hashable, CaseIterable {
  /// The rules of this program: f32 messages, copies merged with weights, the same partition for any order of rows.
  case none
  /// scikit-learn's `AffinityPropagation` with a random state that draws zeros: f64, nothing merged or sorted.
  case scikitLearn = "scikit-learn"
  /// R's `apcluster` with `nonoise=TRUE`: f64, nothing merged or sorted.
  case apcluster
}
