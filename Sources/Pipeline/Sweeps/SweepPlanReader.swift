import Settings
import Workbench
import Yams

/// Reads `sweep:`, `list:` and `random:` of a sweep's file.
///
///     list:                           # sets of values; a list without names is numbered
///       small: {model: {preset: small}}
///       lite: {model: {preset: lite}}
///     sweep:
///       experiment:
///         seed: [1, 2, 3]             # values
///       phase_1:
///         learning_rate: {log_uniform: [0.001, 0.1]}    # a range, with random: only
///     random:
///       count: 12
///       seed: 1
struct SweepPlanReader {
  let isOfRuns: Bool
  let place: String

  /// Keys that all members of a sweep of runs share.
  private static let sharedKeys = ["experiment.member", "runtime.outputs"]

  /// The keys of `sweep:` with their values.
  ///
  /// - Throws: `SettingsError`.
  func axes(_ node: Node, line: Int?) throws -> [SweepPlan.Axis] {
    var axes: [SweepPlan.Axis] = []
    try forEachKey(of: node, called: "sweep", line: line) { path, value, line in
      guard !axes.contains(where: { $0.path == path }) else {
        throw SettingsError(.repeatedKey(path), at: place, line: line)
      }
      axes.append(SweepPlan.Axis(path, try values(value, of: path, line: line)))
    }
    return axes
  }

  /// The sets of values of `list:`, named or numbered.
  ///
  /// - Throws: `SettingsError`.
  func bundles(_ node: Node, line: Int?) throws -> [SweepPlan.Bundle] {
    let entries: [(name: String?, node: Node, line: Int?)]
    switch node {
    case .sequence(let sequence): entries = sequence.map { (nil, $0, $0.mark?.line ?? line) }
    case .mapping(let mapping):
      entries = try YAMLText.entries(of: mapping, place: place).map {
        ($0.key.string ?? "", $0.value, $0.key.mark?.line)
      }
    default: entries = []
    }
    guard !entries.isEmpty else {
      throw SettingsError(
        .notAnExperiment("list must hold sets of values, each with sections such as train:"), at: place,
        line: line)
    }
    var bundles: [SweepPlan.Bundle] = []
    for entry in entries {
      var assignments: [SweepPlan.Assignment] = []
      try forEachKey(of: entry.node, called: entry.name ?? "a set of list", line: entry.line) {
        path, node, line in
        guard !assignments.contains(where: { $0.path == path }) else {
          throw SettingsError(.repeatedKey(path), at: place, line: line)
        }
        let value = YAMLText.value(of: node)
        assignments.append(SweepPlan.Assignment(path, try checked(value, of: path, line: line)))
      }
      if let twin = bundles.firstIndex(where: { Set($0.assignments) == Set(assignments) }) {
        throw SettingsError(
          .conflict(
            "lists the same values twice, first as \(bundles[twin].name ?? "set \(twin + 1)")",
            remedy: "Leave one of them out."), at: place, line: entry.line)
      }
      bundles.append(SweepPlan.Bundle(name: entry.name, assignments: assignments))
    }
    return bundles
  }

  /// The number of random members and their seed.
  ///
  /// - Throws: `SettingsError`.
  func draw(_ node: Node, line: Int?) throws -> SweepPlan.Draw {
    guard case .mapping(let mapping) = node else {
      throw SettingsError(
        .notAnExperiment("random must hold count: and seed:, indented"), at: place, line: line)
    }
    var (count, seed): (Int?, UInt64) = (nil, 1)
    for (key, value) in try YAMLText.entries(of: mapping, place: place) {
      let (name, line) = (key.string ?? "", key.mark?.line)
      let text = value.scalar?.string ?? "a list or mapping"
      func wrong(_ form: String) -> SettingsError {
        SettingsError(
          .wrongValue(key: "random.\(name)", value: SettingValue.scalar(text).prose, form: form), at: place,
          line: line)
      }
      switch name {
      case "count":
        guard let number = Int(text), (1...SweepPlan.maximumMemberCount).contains(number) else {
          throw wrong(SettingForm.integer(1...SweepPlan.maximumMemberCount).clause)
        }
        count = number
      case "seed":
        guard let number = UInt64(text) else { throw wrong("a whole number") }
        seed = number
      default:
        let suggestion = Suggestion.nearest(to: name, among: ["count", "seed"])
        throw SettingsError(
          .unknownKey("random.\(name)", suggestion: suggestion.map { "random.\($0)" }), at: place, line: line)
      }
    }
    guard let count else {
      throw SettingsError(
        .conflict("has random: without a count", remedy: "Say how many members to draw, such as count: 12."),
        at: place,
        line: line)
    }
    return SweepPlan.Draw(count: count, seed: seed)
  }

  // MARK: -

  /// Calls a function for every key of the sections in a node.
  private func forEachKey(
    of node: Node, called name: String, line: Int?, _ body: (String, Node, Int?) throws -> Void
  ) throws {
    guard case .mapping(let mapping) = node else {
      throw SettingsError(
        .notAnExperiment(
          isOfRuns
            ? "\(name) must hold sections such as experiment:, indented"
            : "\(name) must hold the section cluster:, indented"), at: place, line: line)
    }
    for (section, keys) in try YAMLText.entries(of: mapping, place: place) {
      let name = section.string ?? ""
      try checkSection(name, line: section.mark?.line)
      guard case .mapping(let mapping) = keys else {
        throw SettingsError(
          .notAnExperiment("\(name) must hold keys, one a line, indented"), at: place,
          line: section.mark?.line)
      }
      for (key, value) in try YAMLText.entries(of: mapping, place: place) {
        let path = "\(name).\(key.string ?? "")"
        guard !Self.sharedKeys.contains(path) else {
          throw SettingsError(
            .conflict(
              "sets \(path), which all members share", remedy: "Leave it out, or set it under base:."),
            at: place, line: key.mark?.line)
        }
        try body(path, value, key.mark?.line)
      }
    }
  }

  private func checkSection(_ name: String, line: Int?) throws(SettingsError) {
    if isOfRuns {
      guard !Experiment.schema.sections.contains(name) else { return }
      let suggestion = Suggestion.nearest(to: name, among: Experiment.schema.sections)
      throw SettingsError(.unknownKey(name, suggestion: suggestion), at: place, line: line)
    }
    guard name == "cluster" else {
      throw SettingsError(
        .conflict(
          "sweeps over \(name), but only keys of cluster can be swept", remedy: "Set it under base:."),
        at: place, line: line)
    }
  }

  private func values(_ node: Node, of path: String, line: Int?) throws -> SweepPlan.Values {
    let setting = try ExperimentReader.setting(path, place: place, line: line)
    if case .mapping(let mapping) = node { return try range(mapping, of: setting, line: line) }
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      throw wrongList(path, YAMLText.value(of: node), line)
    }
    let found = sequence.map { YAMLText.value(of: $0) }
    let values = try found.map { try checked($0, of: path, line: line) }
    var trial = Experiment()
    let typed = values.map { value in
      _ = setting.key.read(value, into: &trial)
      return setting.key.value(in: trial)
    }
    guard Set(typed).count == values.count else { throw wrongList(path, YAMLText.value(of: node), line) }
    return .list(values)
  }

  private func wrongList(_ path: String, _ value: SettingValue?, _ line: Int?) -> SettingsError {
    SettingsError(
      .wrongValue(key: path, value: value?.prose ?? "a mapping", form: "a list of different values"),
      at: place,
      line: line)
  }

  /// `{uniform: [LOW, HIGH]}` or `{log_uniform: [LOW, HIGH]}`.
  private func range(
    _ mapping: Node.Mapping, of setting: Setting<Experiment>, line: Int?
  ) throws -> SweepPlan.Values {
    let form = "a list of different values, {uniform: [LOW, HIGH]} or {log_uniform: [LOW, HIGH]}"
    let entries = try YAMLText.entries(of: mapping, place: place)
    let wrong = SettingsError(
      .wrongValue(key: setting.path, value: "a mapping", form: form), at: place, line: line)
    guard entries.count == 1, let entry = entries.first,
      case .list(let texts)? = YAMLText.value(of: entry.value),
      texts.count == 2, let low = Double(texts[0]), let high = Double(texts[1])
    else { throw wrong }
    guard let allowed = setting.key.form.range else {
      throw SettingsError(
        .conflict("gives a range for \(setting.path), which is not a number", remedy: "List its values."),
        at: place,
        line: line)
    }
    guard low < high, allowed.contains(low), allowed.contains(high) else {
      throw SettingsError(
        .wrongValue(
          key: setting.path, value: "from \(texts[0]) to \(texts[1])",
          form: "a range with its lower end first, within \(setting.key.form.clause)"), at: place, line: line)
    }
    switch entry.key.string {
    case "uniform": return .uniform(low...high)
    case "log_uniform":
      guard low > 0 else {
        throw SettingsError(
          .wrongValue(key: setting.path, value: "from \(texts[0])", form: "positive for log_uniform"),
          at: place,
          line: line)
      }
      return .logUniform(low...high)
    default: throw wrong
    }
  }

  /// The value, if it has its key's form.
  private func checked(_ value: SettingValue?, of path: String, line: Int?) throws -> SettingValue {
    let setting = try ExperimentReader.setting(path, place: place, line: line)
    var trial = Experiment()
    guard let value, setting.key.read(value, into: &trial) else {
      throw SettingsError(
        .wrongValue(key: path, value: value?.prose ?? "a mapping", form: setting.key.form.clause), at: place,
        line: line)
    }
    return value
  }
}
