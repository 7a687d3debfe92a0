/// Every setting that changes what a clustering comes to; the keys of `cluster.*`.
public struct ClusteringConfiguration: Sendable, Hashable {
  /// What is done to the features first.
  public var normalisation: FeatureNormalisation
  /// How rows are compared.
  public var measure: SimilarityMeasure
  /// How willing a row is to be an exemplar; it decides the number of clusters.
  public var preference: Preference
  /// The share of the old message that is kept in each iteration, 0.5 ..< 1.
  public var damping: Double
  /// Iterations after which an unfinished run ends, at least 1.
  public var maximumIterations: Int
  /// Iterations over which no row may change between exemplar and member for the run to count as converged.
  public var window: Int
  /// Whose rules are followed.
  public var compatibility: Compatibility

  /// The defaults of this program, or those of the program named.
  public init(compatibility: Compatibility = .none) {
    self.compatibility = compatibility
    measure = .negativeSquaredEuclidean
    switch compatibility {
    case .none:
      (normalisation, preference) = (.l2, .median)
      (damping, maximumIterations, window) = (0.9, 1000, 100)
    case .scikitLearn:
      (normalisation, preference) = (.raw, .medianAll)
      (damping, maximumIterations, window) = (0.5, 200, 15)
    case .apcluster:
      (normalisation, preference) = (.raw, .median)
      (damping, maximumIterations, window) = (0.9, 1000, 100)
    }
  }

  /// Refuses a setting outside its range.
  ///
  /// - Throws: `ClusteringError` with code `.configuration`.
  public func validate() throws(ClusteringError) {
    guard damping >= 0.5, damping < 1 else {
      throw ClusteringError(
        .configuration, "the damping \(damping) is not in 0.5 ..< 1",
        remedy: "Set cluster.damping to a number such as 0.9.")
    }
    guard maximumIterations >= 1 else {
      throw ClusteringError(
        .configuration, "the number of iterations \(maximumIterations) is not positive",
        remedy: "Set cluster.max_iterations to a number such as 1000.")
    }
    guard window >= 1 else {
      throw ClusteringError(
        .configuration, "the convergence window \(window) is not positive",
        remedy: "Set cluster.window to a number such as 100.")
    }
  }
}
