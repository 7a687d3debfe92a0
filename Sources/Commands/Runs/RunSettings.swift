import Runs
import Settings
import Workbench

/// The settings of a run, as they are spelled in its `experiment.yaml`.
struct RunSettings: Sendable {
  /// A key whose value differs.
  struct Difference: Hashable, Sendable, Encodable {
    let key: String
    /// The value of each of the runs that are compared.
    let values: [String]
  }

  private let values: [String: String]

  /// The settings of a run; nil if the run has not written them.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  init?(of run: RunDirectory) throws(RunsError) {
    guard let experiment = try ResolvedExperiment.readIfPresent(from: run) else { return nil }
    values = Dictionary(experiment.values) { _, last in last }
  }

  /// The value of a key; the default of a key that did not exist when the run was made; nil for an unknown key.
  subscript(key: String) -> String? { values[key] ?? Self.defaults[key] }

  /// The keys whose values are not the default, in the order of the schema; the default stands last.
  var changes: [Difference] {
    Self.keys(values.keys).compactMap { key in
      let standard = Self.defaults[key]
      guard let value = values[key], value != standard else { return nil }
      return Difference(key: key, values: [value, standard ?? ""])
    }
  }

  /// The keys in which runs differ, in the order of the schema, with the value of each run.
  static func differences(_ settings: [RunSettings]) -> [Difference] {
    keys(settings.flatMap(\.values.keys)).compactMap { key in
      let values = settings.map { $0[key] ?? "" }
      return Set(values).count > 1 ? Difference(key: key, values: values) : nil
    }
  }

  // MARK: -

  private static let defaults: [String: String] = {
    let experiment = Experiment()
    return Dictionary(
      uniqueKeysWithValues: Experiment.schema.settings.map { ($0.path, $0.key.value(in: experiment).yaml) })
  }()

  private static let places = Dictionary(
    uniqueKeysWithValues: Experiment.schema.settings.enumerated().map { ($1.path, $0) })

  /// The keys, each once, in the order of the schema; unknown ones last.
  private static func keys(_ keys: some Sequence<String>) -> [String] {
    Set(keys).sorted { (places[$0] ?? .max, $0) < (places[$1] ?? .max, $1) }
  }
}
