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
    var origins = SettingOrigins()
    return try apply(sections, to: &experiment, place: place, noting: &origins)
  }

  /// Sets the keys of sections and notes where each stands.
  static func apply(
    _ sections: [(key: Node, value: Node)], to experiment: inout Experiment, place: String,
    noting origins: inout SettingOrigins
  ) throws -> Int {
    var seen = Set<String>()
    for section in sections {
      let name = section.key.string ?? YAMLText.prose(of: section.key)
      try checkSection(name, place: place, mark: section.key.mark)
      if case .scalar(let scalar) = section.value, scalar.string.isEmpty { continue }
      guard case .mapping(let mapping) = section.value else {
        throw SettingsError(
          .notAnExperiment("\(name) must hold keys, one a line, indented"), at: place, mark: section.key.mark)
      }
      let entries = try YAMLText.entries(of: mapping, place: place).map {
        (path: "\(name).\($0.key.string ?? YAMLText.prose(of: $0.key))", key: $0.key, value: $0.value)
      }
      for entry in defaultsFirst(entries, path: \.path) {
        guard seen.insert(entry.path).inserted else {
          throw SettingsError(.repeatedKey(entry.path), at: place, mark: entry.key.mark)
        }
        let setting = try setting(entry.path, place: place, mark: entry.key.mark)
        guard let value = YAMLText.value(of: entry.value) else {
          throw SettingsError(
            .wrongValue(
              key: entry.path, value: YAMLText.prose(of: entry.value), form: setting.key.form.clause),
            at: place, mark: entry.value.mark)
        }
        try assign(value, to: entry.path, of: &experiment, place: place, mark: entry.value.mark)
        origins[entry.path] = SettingOrigins.Origin(place: place, mark: entry.key.mark)
      }
    }
    return seen.count
  }

  /// Sets one key.
  ///
  /// - Parameter mark: where the value stands.
  /// - Throws: `SettingsError`.
  package static func assign(
    _ value: SettingValue, to path: String, of experiment: inout Experiment, place: String, mark: Mark? = nil
  ) throws {
    let setting = try setting(path, place: place, mark: mark)
    guard setting.key.read(value, into: &experiment) else {
      throw SettingsError(
        .wrongValue(key: path, value: value.prose, form: setting.key.form.clause), at: place, mark: mark)
    }
  }

  /// The setting of a path.
  ///
  /// - Parameter mark: where the key stands.
  /// - Throws: `SettingsError` with code `.unknownKey`.
  package static func setting(
    _ path: String, place: String, mark: Mark? = nil
  ) throws(SettingsError) -> Setting<Experiment> {
    guard let setting = Experiment.schema[path] else {
      throw SettingsError(
        .unknownKey(path, suggestion: Experiment.schema.nearest(to: path)), at: place, mark: mark)
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

  // MARK: -

  private static func checkSection(_ name: String, place: String, mark: Mark?) throws(SettingsError) {
    let names = Experiment.schema.sectionNames
    guard !names.contains(name) else { return }
    if let setting = Experiment.schema[name] {
      throw SettingsError(
        .notAnExperiment(
          "\(name) must be written as \(setting.key.name), indented under \(setting.section):"),
        at: place, mark: mark)
    }
    let suggestion =
      Suggestion.nearest(to: name, among: names + [extendsKey])
      ?? Experiment.schema.settings.first { $0.key.name == name }?.path
    throw SettingsError(.unknownKey(name, suggestion: suggestion), at: place, mark: mark)
  }
}
