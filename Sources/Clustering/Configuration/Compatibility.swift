/// Whose rules affinity propagation follows, to the same exemplars wherever that program converges. Where it does not,
/// it returns whatever its last iteration held, which hangs on the rounding of sums; this program returns the best
/// exemplars that its messages passed through.
///
/// Exemplars of messages that go round in circles for hundreds of iterations hang on the last bits of the similarities,
/// too. scikit-learn is followed for similarities that are given to it, -|x - y|^2 added up column by column; its own
/// `euclidean` affinity is one of matrix products, whose bits differ between processors. apcluster is followed with its
/// `negDistMat(r = 2)`.
public enum Compatibility: String, Sendable, Hashable, CaseIterable {
  /// The rules of this program: f32 messages, copies merged with weights, the same partition for any order of rows.
  case none
  /// scikit-learn's `AffinityPropagation` with a random state that draws zeros: f64, nothing merged or sorted.
  case scikitLearn = "scikit-learn"
  /// R's `apcluster(negDistMat(r = 2), x, nonoise = TRUE)`: f64, nothing merged or sorted.
  case apcluster
}
