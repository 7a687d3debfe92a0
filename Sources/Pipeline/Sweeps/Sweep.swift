import Settings
import Workbench

/// Many clusterings of one feature file: a base and lists of values for some of its keys.
public struct Sweep: Sendable {
  /// Where the features come from.
  public enum Source: Sendable, Hashable {
    /// A feature file.
    case features(String)
    /// A run, or a folder with one run in it, that mined one.
    case run(String)
  }

  /// One key and the values it takes.
  public struct Axis: Sendable, Hashable {
    /// The key, such as `cluster.preference`.
    public let path: String
    /// As they were written, none twice.
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
  /// Where the features come from; nil where only the command line says so.
  public var source: Source?
  /// Members with fewer clusters are not recommended: they cannot keep the ten known kinds of lesion apart, let alone
  /// an unknown one.
  public var minimumClusterCount = 10
  /// All other settings.
  public var base: Experiment
  /// In the order of the file.
  public var axes: [Axis]

  /// A sweep of nothing yet.
  init() { (name, source, base, axes) = ("sweep", nil, Experiment(), []) }

  /// Most combinations that a sweep may have.
  public static let maximumMemberCount = 10_000

  /// Every combination. Members are compared by their stability, so `judge.stability: auto` is `always` in each.
  ///
  /// - Throws: `SettingsError` for a value that is not of its key's form, or that does not go with the others.
  public func members(place: String) throws -> [Member] {
    var combinations: [[String]] = [[]]
    for axis in axes {
      combinations = combinations.flatMap { start in axis.values.map { start + [$0] } }
    }
    return try combinations.enumerated().map { index, values in
      var experiment = base
      for (axis, value) in zip(axes, values) {
        try ExperimentReader.assign(.scalar(value), to: axis.path, of: &experiment, place: place, line: nil)
      }
      if experiment.judge.stability == .auto { experiment.judge.stability = .always }
      try experiment.validate(place: place)
      return Member(number: index + 1, values: values, experiment: experiment)
    }
  }
}
