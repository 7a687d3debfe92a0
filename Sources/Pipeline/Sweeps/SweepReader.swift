import Foundation
import Settings
import Workbench
import Yams

/// Reads a sweep from YAML, as strictly as an experiment.
///
///     name: preferences
///     run: outputs/quickstart           # or  features: FILE.h5,  or  experiment: FILE.yaml
///     base:
///       cluster:
///         damping: 0.9
///     sweep:
///       cluster:
///         preference: [minimum, quantile:0.1, median]
public enum SweepReader {
  static let keys = [
    "name", "features", "dataset", "run", "experiment", "minimum_clusters", "base", "sweep", "list", "random",
    "launcher", "jobs", "slurm",
  ]
  private static let sourceKeys = ["features", "run", "experiment"]
  /// The sections whose keys a base of clusterings may set: those that affect clusterings and their judgement.
  static let baseSections = ["experiment", "evaluate", "cluster", "judge", "mosaic", "runtime"]
  /// Keys that only one kind of sweep has.
  private static let keysOfRuns = ["launcher", "jobs", "slurm"]
  private static let keysOfClusterings = ["dataset", "minimum_clusters"]

  /// The sweep of a file; overrides change its base.
  ///
  /// - Throws: `SettingsError`, `WorkbenchError` with code `.missing` or `.unreadable`.
  public static func read(_ url: URL, overrides: [String] = []) throws -> Sweep {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw WorkbenchError(.missing, at: url.path, "does not exist")
    }
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw WorkbenchError(.unreadable, at: url.path, "cannot be read as UTF-8 text")
    }
    return try read(text, place: url.path, overrides: overrides)
  }

  /// The sweep of a text; `place` names it in messages, and its experiment is looked for beside it.
  ///
  /// - Throws: `SettingsError`, `WorkbenchError`.
  public static func read(_ text: String, place: String, overrides: [String] = []) throws -> Sweep {
    let entries = try entries(of: text, place: place)
    var sweep = Sweep()
    try readSource(entries, into: &sweep, place: place)
    for entry in entries where !sourceKeys.contains(entry.name) {
      try read(entry, into: &sweep, place: place)
    }
    if sweep.dataset != nil, case .run = sweep.source {
      throw SettingsError(
        .conflict("names a data set of a run, which has its own", remedy: "Leave out dataset:."), at: place)
    }
    try checkPlan(sweep, place: place)
    try ExperimentReader.apply(overrides: overrides, to: &sweep.base)
    _ = try sweep.members(place: place)
    return sweep
  }

  // MARK: -

  private struct Entry {
    let name: String
    let value: Node
    let mark: Mark?
  }

  /// The file's keys, each known and once.
  private static func entries(of text: String, place: String) throws -> [Entry] {
    var seen = Set<String>()
    return try YAMLText.sections(of: text, place: place).map { key, value in
      let (name, mark) = (key.string ?? "", key.mark)
      guard keys.contains(name) else {
        let suggestion = Suggestion.nearest(to: name, among: keys)
        throw SettingsError(.unknownKey(name, suggestion: suggestion), at: place, mark: mark)
      }
      guard seen.insert(name).inserted else {
        throw SettingsError(.repeatedKey(name), at: place, mark: mark)
      }
      return Entry(name: name, value: value, mark: mark)
    }
  }

  /// Reads what the members are made from; an experiment becomes the base.
  private static func readSource(_ entries: [Entry], into sweep: inout Sweep, place: String) throws {
    let sources = entries.filter { sourceKeys.contains($0.name) }
    for entry in sources {
      let text = try text(of: entry, form: "a file or folder", place: place)
      if sweep.source != nil {
        let names = sources.prefix(2).map {
          $0.name == "run" ? "a run" : $0.name == "features" ? "features" : "an experiment"
        }
        throw SettingsError(
          .conflict("names both \(names.joined(separator: " and "))", remedy: "Name one of them."), at: place,
          mark: entry.mark)
      }
      switch entry.name {
      case "features": sweep.source = .features(text)
      case "run": sweep.source = .run(text)
      default:
        let file = URL(
          fileURLWithPath: text, relativeTo: URL(fileURLWithPath: place).deletingLastPathComponent()
        ).standardizedFileURL
        sweep.source = .experiment(file.path)
        sweep.base = try ExperimentReader.read(file)
      }
    }
    let others = sweep.isOfRuns ? keysOfClusterings : keysOfRuns
    if let entry = entries.first(where: { others.contains($0.name) }) {
      throw SettingsError(
        .conflict(
          sweep.isOfRuns
            ? "has \(entry.name), which only sweeps of clusterings have"
            : "has \(entry.name), which only sweeps of whole runs have",
          remedy: sweep.isOfRuns
            ? "Leave it out." : "Leave it out, or name an experiment: in place of features: or run:."),
        at: place,
        mark: entry.mark)
    }
  }

  private static func read(_ entry: Entry, into sweep: inout Sweep, place: String) throws {
    let plan = SweepPlanReader(isOfRuns: sweep.isOfRuns, place: place)
    switch entry.name {
    case "base": try readBase(entry.value, into: &sweep, place: place, mark: entry.mark)
    case "sweep":
      sweep.plan.axes = try plan.axes(entry.value, mark: entry.mark)
    case "list": sweep.plan.bundles = try plan.bundles(entry.value, mark: entry.mark)
    case "random": sweep.plan.draw = try plan.draw(entry.value, mark: entry.mark)
    case "minimum_clusters":
      sweep.minimumClusterCount = try number(
        entry, 2...Int.max, form: "a whole number from 2", place: place)
    case "jobs":
      let range = 1...LaunchSettings.maximumJobCount
      sweep.launch.jobCount = try number(
        entry, range, form: SettingForm.integer(range).clause, place: place)
    case "launcher":
      let form = SettingForm.choice(LaunchSettings.Place.allCases.map(\.rawValue)).clause
      let text = try text(of: entry, form: form, place: place)
      guard let found = LaunchSettings.Place(rawValue: text) else {
        throw SettingsError(
          .wrongValue(key: entry.name, value: SettingValue.scalar(text).prose, form: form), at: place,
          mark: entry.mark)
      }
      sweep.launch.place = found
    case "slurm": try readSlurm(entry, into: &sweep.launch.slurm, place: place)
    case "dataset": sweep.dataset = try text(of: entry, form: "the path of a data set", place: place)
    default:
      let form = "a word for the folder of the results"
      let name = try text(of: entry, form: form, place: place)
      guard !name.contains("/"), !name.hasPrefix(".") else {
        throw SettingsError(
          .wrongValue(key: entry.name, value: SettingValue.scalar(name).prose, form: form), at: place,
          mark: entry.mark)
      }
      sweep.name = name
    }
  }

  /// Checks that the sweep has members, and not too many.
  private static func checkPlan(_ sweep: Sweep, place: String) throws(SettingsError) {
    let plan = sweep.plan
    guard !plan.axes.isEmpty || !plan.bundles.isEmpty else {
      let example =
        sweep.isOfRuns ? "experiment: with seed: [1, 2, 3]" : "cluster: with preference: [...]"
      throw SettingsError(
        .conflict("sweeps over nothing", remedy: "List values under sweep:, such as \(example)."), at: place)
    }
    let isRange = { (axis: SweepPlan.Axis) in if case .list = axis.values { false } else { true } }
    if plan.draw == nil, let axis = plan.axes.first(where: isRange) {
      throw SettingsError(
        .conflict(
          "gives a range for \(axis.path), from which values can only be drawn",
          remedy: "Add random: with a count: and a seed:, or list values."), at: place)
    }
    if plan.draw != nil, plan.axes.isEmpty {
      throw SettingsError(
        .conflict(
          "has random:, but nothing to draw from", remedy: "List values or ranges under sweep:."), at: place)
    }
    if let path = plan.axes.map(\.path).first(where: { path in
      plan.bundles.contains { $0.assignments.contains { $0.path == path } }
    }) {
      throw SettingsError(
        .conflict(
          "sets \(path) both under sweep: and under list:", remedy: "Leave it out of one of them."), at: place
      )
    }
    let count = plan.count
    guard let count, count <= SweepPlan.maximumMemberCount else {
      throw SettingsError(
        .conflict(
          "has \(count.map { "\($0)" } ?? "too many") members, more than \(SweepPlan.maximumMemberCount)",
          remedy: "List fewer values."), at: place)
    }
  }

  private static func text(of entry: Entry, form: String, place: String) throws(SettingsError) -> String {
    guard case .scalar(let text)? = YAMLText.value(of: entry.value), !text.isEmpty else {
      throw SettingsError(
        .wrongValue(
          key: entry.name, value: YAMLText.value(of: entry.value)?.prose ?? "a mapping", form: form),
        at: place, mark: entry.mark)
    }
    return text
  }

  private static func number(
    _ entry: Entry, _ range: ClosedRange<Int>, form: String, place: String
  ) throws(SettingsError) -> Int {
    let text = entry.value.scalar?.string ?? "a list or mapping"
    guard let number = Int(text), range.contains(number) else {
      throw SettingsError(
        .wrongValue(key: entry.name, value: SettingValue.scalar(text).prose, form: form), at: place,
        mark: entry.mark)
    }
    return number
  }

  private static func readSlurm(_ entry: Entry, into slurm: inout SlurmSettings, place: String) throws {
    guard case .mapping(let mapping) = entry.value else {
      throw SettingsError(
        .notAnExperiment("slurm must hold keys, one a line, indented"), at: place, mark: entry.mark)
    }
    var seen = Set<String>()
    for (key, node) in try YAMLText.entries(of: mapping, place: place) {
      let (name, mark) = (key.string ?? "", key.mark)
      guard let setting = SlurmSettings.keys.first(where: { $0.name == name }) else {
        let suggestion = Suggestion.nearest(to: name, among: SlurmSettings.keys.map(\.name))
        throw SettingsError(
          .unknownKey("slurm.\(name)", suggestion: suggestion.map { "slurm.\($0)" }), at: place, mark: mark)
      }
      guard seen.insert(name).inserted else {
        throw SettingsError(.repeatedKey("slurm.\(name)"), at: place, mark: mark)
      }
      let value = YAMLText.value(of: node)
      guard let value, setting.read(value, into: &slurm) else {
        throw SettingsError(
          .wrongValue(key: "slurm.\(name)", value: value?.prose ?? "a mapping", form: setting.form.clause),
          at: place, mark: mark)
      }
    }
  }

  private static func readBase(
    _ node: Node, into sweep: inout Sweep, place: String, mark: Mark?
  ) throws {
    if case .scalar(let scalar) = node, scalar.string.isEmpty { return }
    guard case .mapping(let mapping) = node else {
      throw SettingsError(
        .notAnExperiment("base must hold sections such as cluster:, indented"), at: place, mark: mark)
    }
    let sections = try YAMLText.entries(of: mapping, place: place)
    let known = sweep.isOfRuns ? Experiment.schema.sectionNames : baseSections
    for (key, _) in sections where !known.contains(key.string ?? "") {
      let name = key.string ?? ""
      throw SettingsError(
        .unknownKey("base.\(name)", suggestion: Suggestion.nearest(to: name, among: known)), at: place,
        mark: key.mark)
    }
    try ExperimentReader.apply(sections, to: &sweep.base, place: place)
  }
}
