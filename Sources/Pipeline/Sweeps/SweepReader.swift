import Foundation
import Settings
import Workbench
import Yams

/// Reads a sweep from YAML, as strictly as an experiment.
///
///     name: preferences
///     run: outputs/quickstart           # or  features: FILE.h5
///     base:
///       cluster:
///         damping: 0.9
///     sweep:
///       cluster:
///         preference: [minimum, quantile:0.1, median]
public enum SweepReader {
  private static let keys = ["name", "features", "dataset", "run", "minimum_clusters", "base", "sweep"]
  /// The sections whose keys a base may set: those that affect clusterings and their judgement.
  private static let baseSections = ["experiment", "evaluate", "cluster", "judge", "mosaic", "runtime"]

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

  /// The sweep of a text; `place` names it in messages.
  ///
  /// - Throws: `SettingsError`.
  public static func read(_ text: String, place: String, overrides: [String] = []) throws -> Sweep {
    var sweep = Sweep()
    var seen = Set<String>()
    for (key, value) in try YAMLText.sections(of: text, place: place) {
      let name = key.string ?? ""
      let line = key.mark?.line
      guard keys.contains(name) else {
        let suggestion = Suggestion.nearest(to: name, among: keys)
        throw SettingsError(.unknownKey(name, suggestion: suggestion), at: place, line: line)
      }
      guard seen.insert(name).inserted else {
        throw SettingsError(.repeatedKey(name), at: place, line: line)
      }
      switch name {
      case "base": try readBase(value, into: &sweep, place: place, line: line)
      case "minimum_clusters":
        let text = value.scalar?.string ?? "a list or mapping"
        guard let count = Int(text), count >= 2 else {
          throw SettingsError(
            .wrongValue(
              key: name, value: SettingValue.scalar(text).prose, form: "a whole number from 2"), at: place,
            line: line)
        }
        sweep.minimumClusterCount = count
      case "sweep": sweep.axes = try axes(value, place: place, line: line)
      default: try readText(name, value, into: &sweep, place: place, line: line)
      }
    }
    if sweep.dataset != nil, case .run = sweep.source {
      throw SettingsError(
        .conflict("names a data set of a run, which has its own", remedy: "Leave out dataset:."), at: place)
    }
    guard !sweep.axes.isEmpty else {
      throw SettingsError(
        .conflict(
          "sweeps over nothing", remedy: "List values under sweep:, such as cluster: with preference: [...]."),
        at: place)
    }
    try ExperimentReader.apply(overrides: overrides, to: &sweep.base)
    let count = sweep.axes.reduce(1) { $0.multipliedReportingOverflow(by: $1.values.count).partialValue }
    guard count <= Sweep.maximumMemberCount else {
      throw SettingsError(
        .conflict(
          "has \(count) members, more than \(Sweep.maximumMemberCount)", remedy: "List fewer values."),
        at: place)
    }
    _ = try sweep.members(place: place)
    return sweep
  }

  // MARK: -

  private static func readText(
    _ name: String, _ node: Node, into sweep: inout Sweep, place: String, line: Int?
  ) throws {
    let forms = ["name": "a word for the folder of the results", "dataset": "the path of a data set"]
    let form = forms[name] ?? "a file or folder"
    guard case .scalar(let text)? = YAMLText.value(of: node), !text.isEmpty,
      name != "name" || (!text.contains("/") && !text.hasPrefix("."))
    else {
      let value = YAMLText.value(of: node)?.prose ?? "a mapping"
      throw SettingsError(.wrongValue(key: name, value: value, form: form), at: place, line: line)
    }
    if name == "name" {
      sweep.name = text
      return
    }
    if name == "dataset" {
      sweep.dataset = text
      return
    }
    guard sweep.source == nil else {
      throw SettingsError(
        .conflict("names both features and a run", remedy: "Name one of them."), at: place, line: line)
    }
    sweep.source = name == "features" ? .features(text) : .run(text)
  }

  private static func readBase(
    _ node: Node, into sweep: inout Sweep, place: String, line: Int?
  ) throws {
    if case .scalar(let scalar) = node, scalar.string.isEmpty { return }
    guard case .mapping(let mapping) = node else {
      throw SettingsError(
        .notAnExperiment("base must hold sections such as cluster:, indented"), at: place, line: line)
    }
    let sections = try YAMLText.entries(of: mapping, place: place)
    for (key, _) in sections where !baseSections.contains(key.string ?? "") {
      let name = key.string ?? ""
      throw SettingsError(
        .unknownKey("base.\(name)", suggestion: Suggestion.nearest(to: name, among: baseSections)), at: place,
        line: key.mark?.line)
    }
    try ExperimentReader.apply(sections, to: &sweep.base, place: place)
  }

  private static func axes(_ node: Node, place: String, line: Int?) throws -> [Sweep.Axis] {
    guard case .mapping(let sections) = node else {
      throw SettingsError(
        .notAnExperiment("sweep must hold the section cluster:, indented"), at: place, line: line)
    }
    var axes: [Sweep.Axis] = []
    for (section, keys) in sections {
      let name = section.string ?? ""
      guard name == "cluster" else {
        throw SettingsError(
          .conflict(
            "sweeps over \(name), but only keys of cluster can be swept", remedy: "Set it under base:."),
          at: place, line: section.mark?.line)
      }
      guard case .mapping(let mapping) = keys else {
        throw SettingsError(
          .notAnExperiment("cluster must hold keys with lists of values, one a line, indented"), at: place,
          line: section.mark?.line)
      }
      for (key, value) in try YAMLText.entries(of: mapping, place: place) {
        axes.append(
          try axis("cluster.\(key.string ?? "")", value, among: axes, place: place, line: key.mark?.line))
      }
    }
    return axes
  }

  private static func axis(
    _ path: String, _ node: Node, among axes: [Sweep.Axis], place: String, line: Int?
  ) throws -> Sweep.Axis {
    guard let setting = Experiment.schema[path] else {
      let suggestion = Suggestion.nearest(to: path, among: Experiment.schema.settings.map(\.path))
      throw SettingsError(.unknownKey(path, suggestion: suggestion), at: place, line: line)
    }
    guard !axes.contains(where: { $0.path == path }) else {
      throw SettingsError(.repeatedKey(path), at: place, line: line)
    }
    let value = YAMLText.value(of: node)
    guard case .list(let texts)? = value, !texts.isEmpty, Set(texts).count == texts.count else {
      throw SettingsError(
        .wrongValue(key: path, value: value?.prose ?? "a mapping", form: "a list of different values"),
        at: place,
        line: line)
    }
    for text in texts {
      var trial = Experiment()
      guard setting.key.read(.scalar(text), into: &trial) else {
        throw SettingsError(
          .wrongValue(key: path, value: SettingValue.scalar(text).prose, form: setting.key.form.clause),
          at: place,
          line: line)
      }
    }
    return Sweep.Axis(path: path, values: texts)
  }
}
