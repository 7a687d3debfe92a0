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
  static let sharedKeys = ["experiment.member", "runtime.outputs"]

  /// The keys of `sweep:` with their values.
  ///
  /// - Throws: `SettingsError`.
  func axes(_ node: Node, mark: Mark?) throws -> [SweepPlan.Axis] {
    var axes: [SweepPlan.Axis] = []
    try forEachKey(of: node, called: "sweep", mark: mark) { path, value, mark in
      guard !axes.contains(where: { $0.path == path }) else {
        throw SettingsError(.repeatedKey(path), at: place, mark: mark)
      }
      axes.append(SweepPlan.Axis(path, try values(value, of: path, mark: mark)))
    }
    return axes
  }

  /// The sets of values of `list:`, named or numbered.
  ///
  /// - Throws: `SettingsError`.
  func bundles(_ node: Node, mark: Mark?) throws -> [SweepPlan.Bundle] {
    let entries: [(name: String?, node: Node, mark: Mark?)]
    switch node {
    case .sequence(let sequence): entries = sequence.map { (nil, $0, $0.mark ?? mark) }
    case .mapping(let mapping):
      entries = try YAMLText.entries(of: mapping, place: place).map {
        ($0.key.string ?? "", $0.value, $0.key.mark)
      }
    default: entries = []
    }
    guard !entries.isEmpty else {
      throw SettingsError(
        .notAnExperiment("list must hold sets of values, each with sections such as train:"), at: place,
        mark: mark)
    }
    var bundles: [SweepPlan.Bundle] = []
    for entry in entries {
      var assignments: [SweepPlan.Assignment] = []
      try forEachKey(of: entry.node, called: entry.name ?? "a set of list", mark: entry.mark) {
        path, node, mark in
        guard !assignments.contains(where: { $0.path == path }) else {
          throw SettingsError(.repeatedKey(path), at: place, mark: mark)
        }
        let value = YAMLText.value(of: node)
        assignments.append(SweepPlan.Assignment(path, try checked(value, of: path, mark: mark)))
      }
      if let twin = bundles.firstIndex(where: { Set($0.assignments) == Set(assignments) }) {
        throw SettingsError(
          .conflict(
            "lists the same values twice, first as \(bundles[twin].name ?? "set \(twin + 1)")",
            remedy: "Leave one of them out."), at: place, mark: entry.mark)
      }
      bundles.append(SweepPlan.Bundle(name: entry.name, assignments: assignments))
    }
    return bundles
  }

  /// The number of random members and their seed.
  ///
  /// - Throws: `SettingsError`.
  func draw(_ node: Node, mark: Mark?) throws -> SweepPlan.Draw {
    guard case .mapping(let mapping) = node else {
      throw SettingsError(
        .notAnExperiment("random must hold count: and seed:, indented"), at: place, mark: mark)
    }
    var (count, seed): (Int?, UInt64) = (nil, 1)
    for (key, value) in try YAMLText.entries(of: mapping, place: place) {
      let (name, mark) = (key.string ?? "", key.mark)
      let text = value.scalar?.string ?? "a list or mapping"
      func wrong(_ form: String) -> SettingsError {
        SettingsError(
          .wrongValue(key: "random.\(name)", value: SettingValue.scalar(text).prose, form: form), at: place,
          mark: mark)
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
          .unknownKey("random.\(name)", suggestion: suggestion.map { "random.\($0)" }), at: place, mark: mark)
      }
    }
    guard let count else {
      throw SettingsError(
        .conflict("has random: without a count", remedy: "Say how many members to draw, such as count: 12."),
        at: place,
        mark: mark)
    }
    return SweepPlan.Draw(count: count, seed: seed)
  }

  // MARK: -

  /// Calls a function for every key of the sections in a node.
  private func forEachKey(
    of node: Node, called name: String, mark: Mark?, _ body: (String, Node, Mark?) throws -> Void
  ) throws {
    guard case .mapping(let mapping) = node else {
      throw SettingsError(
        .notAnExperiment(
          isOfRuns
            ? "\(name) must hold sections such as experiment:, indented"
            : "\(name) must hold the section cluster:, indented"), at: place, mark: mark)
    }
    for (section, keys) in try YAMLText.entries(of: mapping, place: place) {
      let name = section.string ?? ""
      try checkSection(name, mark: section.mark)
      guard case .mapping(let mapping) = keys else {
        throw SettingsError(
          .notAnExperiment("\(name) must hold keys, one a line, indented"), at: place,
          mark: section.mark)
      }
      for (key, value) in try YAMLText.entries(of: mapping, place: place) {
        let path = "\(name).\(key.string ?? "")"
        guard !Self.sharedKeys.contains(path) else {
          throw SettingsError(
            .conflict(
              "sets \(path), which all members share", remedy: "Leave it out, or set it under base:."),
            at: place, mark: key.mark)
        }
        try body(path, value, key.mark)
      }
    }
  }

  private func checkSection(_ name: String, mark: Mark?) throws(SettingsError) {
    if isOfRuns {
      guard !Experiment.schema.sectionNames.contains(name) else { return }
      let suggestion = Suggestion.nearest(to: name, among: Experiment.schema.sectionNames)
      throw SettingsError(.unknownKey(name, suggestion: suggestion), at: place, mark: mark)
    }
    guard name == "cluster" else {
      throw SettingsError(
        .conflict(
          "sweeps over \(name), but only keys of cluster can be swept", remedy: "Set it under base:."),
        at: place, mark: mark)
    }
  }

  private func values(_ node: Node, of path: String, mark: Mark?) throws -> SweepPlan.Values {
    let setting = try ExperimentReader.setting(path, place: place, mark: mark)
    if case .mapping(let mapping) = node { return try range(mapping, of: setting, mark: mark) }
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      throw wrongList(path, YAMLText.value(of: node), mark)
    }
    let found = sequence.map { YAMLText.value(of: $0) }
    let values = try found.map { try checked($0, of: path, mark: mark) }
    var trial = Experiment()
    let typed = values.map { value in
      _ = setting.key.read(value, into: &trial)
      return setting.key.value(in: trial)
    }
    guard Set(typed).count == values.count else { throw wrongList(path, YAMLText.value(of: node), mark) }
    return .list(values)
  }

  private func wrongList(_ path: String, _ value: SettingValue?, _ mark: Mark?) -> SettingsError {
    SettingsError(
      .wrongValue(key: path, value: value?.prose ?? "a mapping", form: "a list of different values"),
      at: place,
      mark: mark)
  }

  /// `{uniform: [LOW, HIGH]}` or `{log_uniform: [LOW, HIGH]}`.
  private func range(
    _ mapping: Node.Mapping, of setting: Setting<Experiment>, mark: Mark?
  ) throws -> SweepPlan.Values {
    let form = "a list of different values, {uniform: [LOW, HIGH]} or {log_uniform: [LOW, HIGH]}"
    let entries = try YAMLText.entries(of: mapping, place: place)
    let wrong = SettingsError(
      .wrongValue(key: setting.path, value: "a mapping", form: form), at: place, mark: mark)
    guard entries.count == 1, let entry = entries.first,
      case .list(let texts)? = YAMLText.value(of: entry.value),
      texts.count == 2, let low = Double(texts[0]), let high = Double(texts[1])
    else { throw wrong }
    guard let allowed = setting.key.form.range else {
      throw SettingsError(
        .conflict("gives a range for \(setting.path), which is not a number", remedy: "List its values."),
        at: place,
        mark: mark)
    }
    guard low < high, allowed.contains(low), allowed.contains(high) else {
      throw SettingsError(
        .wrongValue(
          key: setting.path, value: "from \(texts[0]) to \(texts[1])",
          form: "a range with its lower end first, within \(setting.key.form.clause)"), at: place, mark: mark)
    }
    switch entry.key.string {
    case "uniform": return .uniform(low...high)
    case "log_uniform":
      guard low > 0 else {
        throw SettingsError(
          .wrongValue(key: setting.path, value: "from \(texts[0])", form: "positive for log_uniform"),
          at: place,
          mark: mark)
      }
      return .logUniform(low...high)
    default: throw wrong
    }
  }

  /// The value, if it has its key's form.
  private func checked(_ value: SettingValue?, of path: String, mark: Mark?) throws -> SettingValue {
    let setting = try ExperimentReader.setting(path, place: place, mark: mark)
    var trial = Experiment()
    guard let value, setting.key.read(value, into: &trial) else {
      throw SettingsError(
        .wrongValue(key: path, value: value?.prose ?? "a mapping", form: setting.key.form.clause), at: place,
        mark: mark)
    }
    return value
  }
}
