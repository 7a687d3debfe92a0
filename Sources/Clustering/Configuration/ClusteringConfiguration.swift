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
  /// Which algorithm finds the exemplars.
  public var method = ClusteringMethod.auto
  /// Sparse: the nearest neighbours of each row that it may choose an exemplar from, beside those it is a neighbour of.
  public var neighbourCount = 50
  /// Hierarchical: most rows that compete with each other on the lowest level.
  public var subsetRows = 2_000
  /// Sparse and hierarchical: rows of the subsample on which the method is compared with the dense one; 0: none.
  public var agreementRows = 2_000
  /// Whitened features: the share of the variance whose principal components are kept.
  public var whitenedFraction = 0.95
  /// Standard deviation of random amounts that steer the messages in place of fixed ones, as a part of the spread of
  /// similarities; see `TieBreaking`. 0: none.
  public var noise = 0.0
  /// Where noise and subsamples come from.
  public var seed = 1

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

  /// `compatibility`; who sets it gets that program's default wherever the old one's default stood.
  public var rules: Compatibility {
    get { compatibility }
    set {
      let (old, new) = (Self(compatibility: compatibility), Self(compatibility: newValue))
      compatibility = newValue
      if normalisation == old.normalisation { normalisation = new.normalisation }
      if preference == old.preference { preference = new.preference }
      if damping == old.damping { damping = new.damping }
      if maximumIterations == old.maximumIterations { maximumIterations = new.maximumIterations }
      if window == old.window { window = new.window }
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
    guard neighbourCount >= 1, subsetRows >= 2, agreementRows >= 0, seed >= 0 else {
      throw ClusteringError(
        .configuration,
        "of \(neighbourCount) neighbours, \(subsetRows) rows of a subset, \(agreementRows) rows to compare and the "
          + "seed \(seed), one is too small",
        remedy: "Set cluster.neighbours from 1, cluster.subset_rows from 2, the others from 0.")
    }
    guard whitenedFraction > 0, whitenedFraction <= 1 else {
      throw ClusteringError(
        .configuration, "the share \(whitenedFraction) of the variance is not above 0 and at most 1",
        remedy: "Set cluster.whitened_fraction to a number such as 0.95.")
    }
    guard noise >= 0, noise <= 0.01 else {
      throw ClusteringError(
        .configuration, "the noise \(noise) is not in 0 ... 0.01",
        remedy: "Set cluster.noise to 0, or to a small number such as 1e-6.")
    }
    guard compatibility == .none || (method != .sparse && method != .hierarchical && noise == 0) else {
      throw ClusteringError(
        .configuration,
        "the program \(compatibility.rawValue) has no \(noise > 0 ? "seeded noise" : "\(method.rawValue) method") to be compatible with",
        remedy: "Set cluster.method=dense and cluster.noise=0, or cluster.compatibility=none.")
    }
  }
}
