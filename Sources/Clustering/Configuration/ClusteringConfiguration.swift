import Foundation
import Workbench

/// Every setting that changes what a clustering comes to: keys of `cluster`.
public struct ClusteringConfiguration: Sendable, Hashable {
  /// How features are normalised before they are compared.
  public var normalisation: FeatureNormalisation
  /// How rows are compared.
  public var measure: SimilarityMeasure
  /// How suitable a row is as an exemplar; this decides the number of clusters.
  public var preference: Preference
  /// The share of the old message that each iteration keeps, 0.5 ..< 1.
  public var damping: Double
  /// Iterations after which an unfinished run ends, at least 1.
  public var maximumIterations: Int
  /// The run has converged when no row changed between exemplar and member for this number of iterations.
  public var window: Int
  /// Which program's rules are followed.
  public var compatibility: Compatibility
  /// Which algorithm finds the exemplars.
  public var method = ClusteringMethod.auto
  /// Sparse: how many nearest neighbours each row may choose as exemplars, in addition to rows that have it as a
  /// neighbour.
  public var neighbourCount = 50
  /// Hierarchical: the most rows that compete with each other on the lowest level.
  public var subsetRows = 2_000
  /// Sparse and hierarchical: rows of the subsample on which the method is compared with the dense one; 0: none.
  public var agreementRows = 2_000
  /// Each row is replaced by the mean of this many rows, itself and its nearest neighbours; 0 and 1: none is.
  public var smoothing = 0
  /// Whitened features: the share of the variance whose principal components are kept.
  public var whitenedFraction = 0.95
  /// Standard deviation of random tie breaks that replace the fixed ones, as a fraction of the spread of
  /// similarities; see `TieBreaking`. 0: none.
  public var noise = 0.0
  /// The seed of noise and subsamples.
  public var seed = 1

  /// The defaults of this program, or those of the named one.
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

  /// Same as `compatibility`, but setting it also replaces every setting that still has the old program's default.
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
    if let fault {
      throw ClusteringError(
        .configuration, "the setting cluster.\(fault.clause)",
        remedy: "`zoomin schema` lists every key with its default.")
    }
    guard
      compatibility == .none || (method != .sparse && method != .hierarchical && noise == 0 && smoothing < 2)
    else {
      throw ClusteringError(
        .configuration,
        "the program \(compatibility.rawValue) has no \(smoothing > 1 ? "smoothing" : noise > 0 ? "seeded noise" : "\(method.rawValue) method") to be compatible with",
        remedy:
          "Set cluster.method=dense, cluster.noise=0 and cluster.smoothing=0, or cluster.compatibility=none.")
    }
  }
}

extension ClusteringConfiguration: Configurable {
  /// Keys that the method does not ask enter no id, so that they make no second clustering of the same. Ids are those of a
  /// resolved method.
  public static let keys: [SettingKey<ClusteringConfiguration>] = [
    .choice(
      "compatibility", \.rules,
      "Reproduce another program's rules exactly, scikit-learn's of similarities -|x-y|^2 that it is given, apcluster's "
        + "of negDistMat(r=2); other keys of this section that stand at their defaults take that program's."
    ).settingDefaults(),
    .choice(
      "method", \.method,
      "Which algorithm: dense compares all pairs, sparse nearest neighbours, hierarchical subsets of neighbours and "
        + "then their exemplars; auto takes the first that fits the number of features and the memory."),
    .parsed(
      "preference", \.preference,
      form: .text(
        "median, median:FACTOR, median-all, minimum, quantile:Q, range:F, count:K, a number or file:TABLE",
        pattern: Preference.pattern),
      "How much each feature wants to be an exemplar.",
      read: { try? Preference(parsing: $0) }, write: { "\($0)" }
    ).identified { try $0.preference.content }.validByType(),
    .choice("similarity", \.measure, "How similar two features are."),
    .choice("features", \.normalisation, "What is done to each feature before.").formerly("normalisation"),
    .integer(
      "smoothing", \.smoothing, 0...1_000,
      "Each feature is replaced by the mean of itself and its nearest neighbours, so many in all, before features are "
        + "compared: it steadies exemplars where features are noisy, as those of spots are; 0 and 1: none is."
    ).asked { $0.smoothing > 1 },
    .number("damping", \.damping, 0.5...0.9999, "Share of the old message that is kept."),
    .integer("max_iterations", \.maximumIterations, 1...1_000_000, "Iterations at most."),
    .integer(
      "window", \.window, 1...1_000_000, "Iterations over which the exemplars must stay the same."),
    .integer(
      "neighbours", \.neighbourCount, 1...10_000, "Sparse: nearest neighbours of each feature."
    ).asked { $0.method == .sparse },
    // The sparse method too bounds by it how many groups compete at once.
    .integer("subset_rows", \.subsetRows, 2...50_000, "Hierarchical: features of a subset at most.").asked {
      $0.method != .dense
    },
    .integer(
      "agreement_rows", \.agreementRows, 0...50_000,
      "Sparse and hierarchical: features of the subsample that is clustered by the dense method too; 0 is none."
    ).asked { $0.method != .dense },
    .number(
      "whitened_fraction", \.whitenedFraction, 0.01...1,
      "Whitened features: share of the variance whose principal components are kept."
    ).asked { $0.normalisation == .whitened },
    .number(
      "noise", \.noise, 0...0.01,
      "Seeded noise on the preferences that steer the messages, as a part of the spread of similarities; 0 is none."
    ).asked { $0.noise > 0 },
    .integer(
      "seed", \.seed, 0...Int(Int32.max), "Where noise and subsamples come from."
    ).asked { $0.noise > 0 || $0.method != .dense },
  ]
}
