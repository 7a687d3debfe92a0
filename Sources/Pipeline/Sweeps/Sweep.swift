import Settings
import Workbench

/// Many clusterings of one feature file: a base and lists of values for some of its keys.
public struct Sweep: Sendable {
  /// The source of the features.
  public enum Source: Sendable, Hashable {
    /// A feature file.
    case features(String)
    /// A run with mined features, or a folder with one such run.
    case run(String)
  }

  /// One key and its values.
  public struct Axis: Sendable, Hashable {
    /// The key, such as `cluster.preference`.
    public let path: String
    /// The values as written, all different.
    public let values: [String]
  }

  /// One combination of values.
  public struct Member: Sendable {
    /// From 1, in the order of the lists; the last key changes fastest.
    public let number: Int
    /// A value for each axis.
    public let values: [String]
    /// The base with those values.
    public let experiment: Experiment
  }

  /// The folder under `<runtime.outputs>/sweeps`.
  public var name: String
  /// The source of the features; nil if only the command line gives it.
  public var source: Source?
  /// The data set of a feature file that holds the features; nil for `/features`.
  public var dataset: String?
  /// Members with fewer clusters are not recommended: with fewer clusters, the ten known kinds of lesion cannot be
  /// separated.
  public var minimumClusterCount = 10
  /// All other settings.
  public var base: Experiment
  /// In the order of the file.
  public var axes: [Axis]

  /// An empty sweep.
  init() { (name, source, dataset, base, axes) = ("sweep", nil, nil, Experiment(), []) }

  /// The largest number of combinations of a sweep.
  public static let maximumMemberCount = 10_000

  /// Every combination. Members are compared by stability, so `judge.stability: auto` becomes `always`.
  ///
  /// - Throws: `SettingsError` for a value that does not have its key's form, or that contradicts the others.
  public func members(place: String) throws -> [Member] {
    var combinations: [[String]] = [[]]
    for axis in axes {
      combinations = combinations.flatMap { start in axis.values.map { start + [$0] } }
    }
    return try combinations.enumerated().map { index, values in
      var experiment = base
      for (axis, value) in zip(axes, values) {
        try ExperimentReader.assign(.scalar(value), to: axis.path, of: &experiment, place: place)
      }
      if experiment.judge.stability == .auto { experiment.judge.stability = .always }
      try experiment.validate(place: place)
      return Member(number: index + 1, values: values, experiment: experiment)
    }
  }
}
