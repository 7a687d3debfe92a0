import Foundation
import Workbench
import Yams

/// Reads an experiment from YAML and overrides, strictly: a key or value that the schema does not know ends
/// the reading with one sentence, before any work starts.
public enum ExperimentReader {
  /// The experiment of a file, with overrides of the form `key.path=value` applied after it.
  ///
  /// - Throws: `ExperimentsError`, `WorkbenchError` with code `.missing` or `.unreadable`.
  public static func read(_ url: URL, overrides: [String] = []) throws -> Experiment {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw WorkbenchError(
        .missing, at: url.path, "does not exist",
        remedy: "Name an experiment, such as experiments/quickstart.yaml.")
    }
    guard let bytes = FileManager.default.contents(atPath: url.path) else {
      throw WorkbenchError(
        .unreadable, at: url.path, "cannot be read", remedy: "Check that it is a file and may be read.")
    }
    return try read(bytes, place: url.path, overrides: overrides)
  }

  /// The experiment of a file's bytes; `place` names it in messages.
  ///
  /// - Throws: `ExperimentsError`.
  public static func read(_ bytes: Data, place: String, overrides: [String] = []) throws -> Experiment {
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw WorkbenchError(.malformed, at: place, "is not text in UTF-8", remedy: "Save it as UTF-8.")
    }
    return try read(text, place: place, overrides: overrides)
  }

  /// The experiment of a text; `place` names it in messages.
  ///
  /// - Throws: `ExperimentsError`.
  public static func read(_ text: String, place: String, overrides: [String] = []) throws -> Experiment {
    var experiment = Experiment()
    try apply(try sections(of: text, place: place), to: &experiment, place: place)
    try apply(overrides: overrides, to: &experiment)
    try experiment.validate(place: place)
    return experiment
  }

  /// The defaults with overrides applied, for a command without an experiment file.
  ///
  /// - Throws: `ExperimentsError`.
  public static func read(overrides: [String]) throws -> Experiment {
    var experiment = Experiment()
    try apply(overrides: overrides, to: &experiment)
    return experiment
  }

  /// Applies overrides such as `cluster.damping=0.8`; a value in brackets is a list.
  ///
  /// - Throws: `ExperimentsError`.
  public static func apply(overrides: [String], to experiment: inout Experiment) throws {
    let place = "the command line"
    for text in defaultsFirst(overrides, { $0.hasPrefix(Schema.defaultsKey + "=") }) {
      guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
        throw ExperimentsError(.notAnOverride(text), at: place)
      }
      let path = String(text[..<sign])
      let spelling = String(text[text.index(after: sign)...])
      guard let node = try? node(of: spelling) ?? Node(""), let value = value(of: node) else {
        throw ExperimentsError(.notAnOverride(text), at: place)
      }
      try assign(value, to: path, of: &experiment, place: place, line: nil)
    }
  }

  // MARK: -

  /// The first document of a text, every scalar as it is spelled: which type it has is the schema's to say.
  private static func node(of text: String) throws -> Node? {
    try Yams.compose(yaml: text, .basic, .default, .utf8)
  }

  /// The same entries, those that set defaults before those that may change them.
  private static func defaultsFirst<Entry>(_ entries: [Entry], _ setsDefaults: (Entry) -> Bool) -> [Entry] {
    entries.filter(setsDefaults) + entries.filter { !setsDefaults($0) }
  }

  static func sections(of text: String, place: String) throws -> [(key: Node, value: Node)] {
    let root: Node?
    do {
      root = try node(of: text)
    } catch let error as YamlError {
      let fault = YAMLFault(error)
      throw ExperimentsError(.notAnExperiment("is not YAML: \(fault.reason)"), at: place, line: fault.line)
    }
    guard let root else { return [] }
    guard case .mapping(let mapping) = root else {
      throw ExperimentsError(
        .notAnExperiment("does not hold sections such as data: and model:"), at: place, line: root.mark?.line)
    }
    return mapping.map { (key: $0.key, value: $0.value) }
  }

  static func apply(
    _ sections: [(key: Node, value: Node)], to experiment: inout Experiment, place: String
  ) throws {
    var seen = Set<String>()
    for section in sections {
      let name = section.key.string ?? ""
      guard Schema.sections.contains(name) else {
        let suggestion = Suggestion.nearest(to: name, among: Schema.sections)
        throw ExperimentsError(
          .unknownKey(name, suggestion: suggestion), at: place, line: section.key.mark?.line)
      }
      if case .scalar(let scalar) = section.value, scalar.string.isEmpty { continue }
      guard case .mapping(let mapping) = section.value else {
        throw ExperimentsError(
          .notAnExperiment("\(name) must hold keys, one a line, indented"), at: place,
          line: section.key.mark?.line)
      }
      for entry in defaultsFirst(
        mapping.map { $0 }, { "\(name).\($0.key.string ?? "")" == Schema.defaultsKey })
      {
        let path = "\(name).\(entry.key.string ?? "")"
        let line = entry.key.mark?.line
        guard seen.insert(path).inserted else {
          throw ExperimentsError(.repeatedKey(path), at: place, line: line)
        }
        guard let value = value(of: entry.value) else {
          let form = Schema.setting(path)?.form ?? "one value or a list"
          throw ExperimentsError(
            .wrongValue(key: path, value: "a mapping", form: form), at: place, line: line)
        }
        try assign(value, to: path, of: &experiment, place: place, line: line)
      }
    }
  }

  static func assign(
    _ value: SettingValue, to path: String, of experiment: inout Experiment, place: String, line: Int?
  ) throws {
    guard let setting = Schema.setting(path) else {
      let suggestion = Suggestion.nearest(to: path, among: Schema.settings.map(\.path))
      throw ExperimentsError(.unknownKey(path, suggestion: suggestion), at: place, line: line)
    }
    guard setting.assign(value, &experiment) else {
      throw ExperimentsError(
        .wrongValue(key: path, value: value.prose, form: setting.form), at: place, line: line)
    }
  }

  static func value(of node: Node) -> SettingValue? {
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return isPlain && ["", "~", "null"].contains(scalar.string) ? SettingValue.none : .scalar(scalar.string)
    case .sequence(let sequence):
      let texts = sequence.compactMap { $0.scalar?.string }
      return texts.count == sequence.count ? .list(texts) : nil
    case .mapping, .alias:
      return nil
    }
  }
}
