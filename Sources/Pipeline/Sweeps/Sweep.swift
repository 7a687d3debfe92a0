import Settings
import Workbench

/// A sweep as its file describes it: many clusterings of one feature file, or many runs of one experiment.
public struct Sweep: Sendable {
  /// What the members are made from.
  public enum Source: Sendable, Hashable {
    /// A feature file: members are clusterings of it.
    case features(String)
    /// A run with mined features, or a folder with one such run: members are clusterings of them.
    case run(String)
    /// The file of an experiment: members are whole runs of it.
    case experiment(String)
  }

  /// One combination of values.
  public struct Member: Sendable {
    /// From 1, in the order of the file; the last key changes fastest.
    public let number: Int
    /// The name of its set of values.
    public let name: String?
    /// The keys that it sets.
    public let assignments: [SweepPlan.Assignment]
    /// A value for each swept key, for tables.
    public let values: [String]
    /// The base with those values.
    public let experiment: Experiment
  }

  /// The folder under `<runtime.outputs>/sweeps`.
  public var name: String
  /// What the members are made from; nil if only the command line says it.
  public var source: Source?
  /// The data set of a feature file that holds the features; nil for `/features`.
  public var dataset: String?
  /// Members with fewer clusters are not recommended: with fewer clusters, the ten known kinds of lesion cannot be
  /// separated.
  public var minimumClusterCount = 10
  /// All other settings; those of the experiment, where members are runs of one.
  public var base: Experiment
  /// Which members there are.
  public var plan: SweepPlan
  /// How members that are runs are started.
  public var launch = LaunchSettings()

  /// An empty sweep.
  init() { (name, source, dataset, base, plan) = ("sweep", nil, nil, Experiment(), SweepPlan()) }

  /// Whether the members are whole runs.
  public var isOfRuns: Bool {
    if case .experiment = source { true } else { false }
  }

  /// Every member. Clusterings are compared by stability, so their `judge.stability: auto` becomes `always`.
  ///
  /// - Throws: `SettingsError` for a value that does not have its key's form, or that contradicts the others.
  public func members(place: String) throws -> [Member] {
    let paths = plan.paths
    return try plan.points(place: place).enumerated().map { index, point in
      var experiment = base
      for assignment in Self.defaultsFirst(point.assignments) {
        try ExperimentReader.assign(assignment.value, to: assignment.path, of: &experiment, place: place)
      }
      if !isOfRuns, experiment.judge.stability == .auto { experiment.judge.stability = .always }
      try experiment.validate(place: place)
      let values = paths.map { path in
        let own = point.assignments.first { $0.path == path }?.value
        return (own ?? Experiment.schema[path]?.key.value(in: experiment))?.text ?? ""
      }
      return Member(
        number: index + 1, name: point.name, assignments: point.assignments, values: values,
        experiment: experiment)
    }
  }

  // MARK: -

  /// The assignments, those first that set defaults of other keys.
  private static func defaultsFirst(_ assignments: [SweepPlan.Assignment]) -> [SweepPlan.Assignment] {
    func setsDefaults(_ one: SweepPlan.Assignment) -> Bool {
      Experiment.schema[one.path]?.key.setsDefaults == true
    }
    return assignments.filter(setsDefaults) + assignments.filter { !setsDefaults($0) }
  }
}
