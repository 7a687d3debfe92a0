import Workbench
import Yams

extension ExperimentReader {
  /// Sets the keys of sections.
  ///
  /// - Returns: the number of keys.
  /// - Throws: `SettingsError`.
  @discardableResult package static func apply(
    _ sections: [(key: Node, value: Node)], to experiment: inout Experiment, place: String
  ) throws -> Int {
    let names = Experiment.schema.sections
    var seen = Set<String>()
    for section in sections {
      let name = section.key.string ?? ""
      guard names.contains(name) else {
        let suggestion = Suggestion.nearest(to: name, among: names)
        throw SettingsError(
          .unknownKey(name, suggestion: suggestion), at: place, line: section.key.mark?.line)
      }
      if case .scalar(let scalar) = section.value, scalar.string.isEmpty { continue }
      guard case .mapping(let mapping) = section.value else {
        throw SettingsError(
          .notAnExperiment("\(name) must hold keys, one a line, indented"), at: place,
          line: section.key.mark?.line)
      }
      let entries = try YAMLText.entries(of: mapping, place: place).map {
        (path: "\(name).\($0.key.string ?? "")", key: $0.key, value: $0.value)
      }
      for entry in defaultsFirst(entries, path: \.path) {
        let line = entry.key.mark?.line
        guard seen.insert(entry.path).inserted else {
          throw SettingsError(.repeatedKey(entry.path), at: place, line: line)
        }
        let setting = try setting(entry.path, place: place, line: line)
        guard let value = YAMLText.value(of: entry.value) else {
          throw SettingsError(
            .wrongValue(key: entry.path, value: "a mapping", form: setting.key.form.clause), at: place,
            line: line)
        }
        try assign(value, to: entry.path, of: &experiment, place: place, line: line)
      }
    }
    return seen.count
  }

  /// Sets one key.
  ///
  /// - Throws: `SettingsError`.
  package static func assign(
    _ value: SettingValue, to path: String, of experiment: inout Experiment, place: String, line: Int?
  ) throws {
    let setting = try setting(path, place: place, line: line)
    guard setting.key.read(value, into: &experiment) else {
      throw SettingsError(
        .wrongValue(key: path, value: value.prose, form: setting.key.form.clause), at: place, line: line)
    }
  }

  /// The setting of a path.
  ///
  /// - Throws: `SettingsError` with code `.unknownKey`.
  package static func setting(
    _ path: String, place: String, line: Int?
  ) throws(SettingsError) -> Setting<Experiment> {
    guard let setting = Experiment.schema[path] else {
      let suggestion = Suggestion.nearest(to: path, among: Experiment.schema.settings.map(\.path))
      throw SettingsError(.unknownKey(path, suggestion: suggestion), at: place, line: line)
    }
    return setting
  }

  /// The same entries, ordered so that keys that set defaults come before those that may change them.
  static func defaultsFirst<Entry>(_ entries: [Entry], path: (Entry) -> String) -> [Entry] {
    func setsDefaults(_ entry: Entry) -> Bool {
      Experiment.schema[path(entry)]?.key.setsDefaults == true
    }
    return entries.filter(setsDefaults) + entries.filter { !setsDefaults($0) }
  }
}
