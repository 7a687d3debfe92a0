/// Which program's rules affinity propagation follows.
///
/// The exemplars are the same whenever that program converges. When it does not, it returns the exemplars of its last
/// iteration, which depend on rounding; this program returns the best exemplars that the messages passed through.
///
/// When messages oscillate for hundreds of iterations, the exemplars also depend on the last bits of the
/// similarities. Therefore scikit-learn is followed for precomputed similarities, -|x - y|^2 summed column by column:
/// its own `euclidean` affinity uses matrix products, whose bits differ between processors. apcluster is followed
/// with its `negDistMat(r = 2)`.
public enum Compatibility: String, Sendable, Hashable, CaseIterable {
  /// The rules of this program: f32 messages, copies merged with weights, the same partition for any order of rows.
  case none
  /// scikit-learn's `AffinityPropagation` with a random state that draws zeros: f64, nothing merged or sorted.
  case scikitLearn = "scikit-learn"
  /// R's `apcluster(negDistMat(r = 2), x, nonoise = TRUE)`: f64, nothing merged or sorted.
  case apcluster
}
