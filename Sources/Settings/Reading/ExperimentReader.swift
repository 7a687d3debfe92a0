import Foundation
import Workbench
import Yams

/// Reads an experiment from YAML and overrides, strictly: an unknown key or an invalid value is an error, before any
/// work starts.
///
/// A file may begin with `extends: OTHER.yaml`, relative to its own folder: the other file's keys are read first.
public enum ExperimentReader {
  /// The key, outside all sections, for the file that an experiment extends.
  static let extendsKey = "extends"
  /// What messages call the place of an override.
  public static let commandLine = "the command line"

  /// The experiment of a file, with overrides of the form `key.path=value` applied after it.
  ///
  /// - Throws: `SettingsError`, `WorkbenchError` with code `.missing` or `.unreadable`.
  public static func read(_ url: URL, overrides: [String] = []) throws -> Experiment {
    try read(try bytes(of: url), place: url.path, overrides: overrides)
  }

  /// The experiment of a file's bytes; `place` names it in messages, and what it extends is looked for beside it.
  ///
  /// - Throws: `SettingsError`, `WorkbenchError`.
  public static func read(_ bytes: Data, place: String, overrides: [String] = []) throws -> Experiment {
    try read(try text(of: bytes, place: place), place: place, overrides: overrides)
  }

  /// The experiment of a text; `place` names it in messages, and what it extends is looked for beside it.
  ///
  /// - Throws: `SettingsError`, `WorkbenchError`.
  public static func read(_ text: String, place: String, overrides: [String] = []) throws -> Experiment {
    var experiment = Experiment()
    try apply(text, place: place, to: &experiment, after: [])
    try apply(overrides: overrides, to: &experiment)
    try experiment.validate(place: place)
    return experiment
  }

  /// The defaults with overrides applied, for a command without an experiment file.
  ///
  /// - Throws: `SettingsError`.
  public static func read(overrides: [String]) throws -> Experiment {
    var experiment = Experiment()
    try apply(overrides: overrides, to: &experiment)
    try experiment.validate(place: commandLine)
    return experiment
  }

  /// Applies overrides such as `cluster.damping=0.8`.
  ///
  /// The value is the text after the first equals sign, so that any file name can be given. A value that begins with a
  /// quotation mark or `[` is read as YAML.
  ///
  /// - Throws: `SettingsError`.
  public static func apply(overrides: [String], to experiment: inout Experiment) throws {
    let place = commandLine
    let parts = try overrides.map { text in
      guard let sign = text.firstIndex(of: "="), sign != text.startIndex,
        let value = value(ofOverride: String(text[text.index(after: sign)...]))
      else { throw SettingsError(.notAnOverride(text), at: place) }
      return (path: String(text[..<sign]), value: value)
    }
    for part in defaultsFirst(parts, path: \.path) {
      try assign(part.value, to: part.path, of: &experiment, place: place, line: nil)
    }
  }

  // MARK: - Files

  private static func bytes(of url: URL) throws -> Data {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw WorkbenchError(
        .missing, at: url.path, "does not exist",
        remedy: "Name an experiment, such as experiments/quickstart.yaml.")
    }
    guard let bytes = FileManager.default.contents(atPath: url.path) else {
      throw WorkbenchError(
        .unreadable, at: url.path, "cannot be read", remedy: "Check that it is a file and may be read.")
    }
    return bytes
  }

  private static func text(of bytes: Data, place: String) throws -> String {
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw WorkbenchError(.malformed, at: place, "is not text in UTF-8", remedy: "Save it as UTF-8.")
    }
    return text
  }

  /// Applies a file's sections after those of the file that it extends.
  ///
  /// - Parameter extending: the files that were extended so far.
  private static func apply(
    _ text: String, place: String, to experiment: inout Experiment, after extending: [String]
  ) throws {
    var sections = try sections(of: text, place: place)
    if let index = sections.firstIndex(where: { $0.key.string == extendsKey }) {
      let entry = sections.remove(at: index)
      let line = entry.key.mark?.line
      guard case .scalar(let name)? = value(of: entry.value), !name.isEmpty else {
        let value = value(of: entry.value)?.prose ?? "a mapping"
        throw SettingsError(
          .wrongValue(key: extendsKey, value: value, form: "the name of another experiment's file"),
          at: place,
          line: line)
      }
      let base = URL(
        fileURLWithPath: name, relativeTo: URL(fileURLWithPath: place).deletingLastPathComponent()
      )
      .standardizedFileURL
      let led = extending + [URL(fileURLWithPath: place).standardizedFileURL.path]
      guard !led.contains(base.path) else {
        throw SettingsError(.extendsItself(name), at: place, line: line)
      }
      try apply(
        try self.text(of: try bytes(of: base), place: base.path), place: base.path, to: &experiment,
        after: led)
    }
    try apply(sections, to: &experiment, place: place)
  }

  // MARK: - YAML

  /// The first document of a text. Scalars keep their spelling, because the schema decides their types.
  private static func node(of text: String) throws -> Node? {
    try Yams.compose(yaml: text, .basic, .default, .utf8)
  }

  /// The same entries, ordered so that keys that set defaults come before those that may change them.
  private static func defaultsFirst<Entry>(_ entries: [Entry], path: (Entry) -> String) -> [Entry] {
    func setsDefaults(_ entry: Entry) -> Bool {
      Experiment.schema[path(entry)]?.key.setsDefaults == true
    }
    return entries.filter(setsDefaults) + entries.filter { !setsDefaults($0) }
  }

  package static func sections(of text: String, place: String) throws -> [(key: Node, value: Node)] {
    let root: Node?
    do {
      root = try node(of: text)
    } catch let error as YamlError {
      let fault = YAMLFault(error)
      throw SettingsError(.notAnExperiment("is not YAML: \(fault.reason)"), at: place, line: fault.line)
    }
    guard let root else { return [] }
    guard case .mapping(let mapping) = root else {
      throw SettingsError(
        .notAnExperiment("does not hold sections such as data: and model:"), at: place, line: root.mark?.line)
    }
    return mapping.map { (key: $0.key, value: $0.value) }
  }

  package static func apply(
    _ sections: [(key: Node, value: Node)], to experiment: inout Experiment, place: String
  ) throws {
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
      let entries = mapping.map { (path: "\(name).\($0.key.string ?? "")", key: $0.key, value: $0.value) }
      for entry in defaultsFirst(entries, path: \.path) {
        let line = entry.key.mark?.line
        guard seen.insert(entry.path).inserted else {
          throw SettingsError(.repeatedKey(entry.path), at: place, line: line)
        }
        let setting = try setting(entry.path, place: place, line: line)
        guard let value = value(of: entry.value) else {
          throw SettingsError(
            .wrongValue(key: entry.path, value: "a mapping", form: setting.key.form.clause), at: place,
            line: line)
        }
        try assign(value, to: entry.path, of: &experiment, place: place, line: line)
      }
    }
  }

  package static func assign(
    _ value: SettingValue, to path: String, of experiment: inout Experiment, place: String, line: Int?
  ) throws {
    let setting = try setting(path, place: place, line: line)
    guard setting.key.read(value, into: &experiment) else {
      throw SettingsError(
        .wrongValue(key: path, value: value.prose, form: setting.key.form.clause), at: place, line: line)
    }
  }

  package static func setting(
    _ path: String, place: String, line: Int?
  ) throws(SettingsError) -> Setting<Experiment> {
    guard let setting = Experiment.schema[path] else {
      let suggestion = Suggestion.nearest(to: path, among: Experiment.schema.settings.map(\.path))
      throw SettingsError(.unknownKey(path, suggestion: suggestion), at: place, line: line)
    }
    return setting
  }

  package static func value(of node: Node) -> SettingValue? {
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return isPlain && ["", "~", "null"].contains(scalar.string) ? .absent : .scalar(scalar.string)
    case .sequence(let sequence):
      let texts = sequence.compactMap { $0.scalar?.string }
      return texts.count == sequence.count ? .list(texts) : nil
    case .mapping, .alias:
      return nil
    }
  }

  /// The value of an override; nil if it begins like YAML but is not valid YAML.
  private static func value(ofOverride text: String) -> SettingValue? {
    guard let first = text.first, "\"'[".contains(first) else { return .scalar(text) }
    guard let node = try? node(of: text) else { return nil }
    return value(of: node)
  }
}
