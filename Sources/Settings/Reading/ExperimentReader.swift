import Foundation
import Workbench
import Yams

/// Reads an experiment from YAML and overrides, strictly: an unknown key or an invalid value is an error, before any
/// work starts.
///
/// A file may begin with `extends: OTHER.yaml`, relative to its own folder: the other file's keys are read first. A
/// section may take keys over from another mapping by YAML's `<<: *anchor`; sections whose names begin with `x-` are
/// there for that and set nothing.
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
    var origins = SettingOrigins()
    try apply(text, place: place, to: &experiment, noting: &origins, after: [])
    try apply(overrides: overrides, to: &experiment, noting: &origins)
    try experiment.validate(place: place, origins: origins)
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
  /// quotation mark or `[` is read as YAML. `~cluster.damping` takes a key back to its default.
  ///
  /// - Throws: `SettingsError`.
  public static func apply(overrides: [String], to experiment: inout Experiment) throws {
    var origins = SettingOrigins()
    try apply(overrides: overrides, to: &experiment, noting: &origins)
  }

  /// The path of the key that an override sets or takes back; nil if the word is not an override.
  public static func path(ofOverride word: String) -> String? {
    if word.first == defaultMark {
      let path = word.dropFirst()
      // A shell that does not know the home folder leaves ~/name as it is.
      return path.isEmpty || path.contains { "=/".contains($0) } ? nil : String(path)
    }
    guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return nil }
    return String(word[..<sign])
  }

  /// Whether a word of a command line is an override, where words may also name files: what it sets or takes back is a
  /// key's path, and there is no file of that name.
  public static func isOverride(_ word: String) -> Bool {
    guard let path = path(ofOverride: word), !FileManager.default.fileExists(atPath: word) else {
      return false
    }
    return path.contains(".")
      && path.utf8.allSatisfy { byte in
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || (byte >= 0x30 && byte <= 0x39)
          || (byte >= 0x61 && byte <= 0x7A)
      }
  }

  // MARK: - Overrides

  /// What an override begins with that takes a key back to its default.
  private static let defaultMark: Character = "~"

  /// Applies overrides and notes where each key was set.
  private static func apply(
    overrides: [String], to experiment: inout Experiment, noting origins: inout SettingOrigins
  ) throws {
    let parts = try overrides.map { word in
      guard let path = path(ofOverride: word) else {
        throw SettingsError(.notAnOverride(word), at: commandLine)
      }
      guard word.first != defaultMark else { return (path: path, value: SettingValue?.none) }
      return (path: path, value: try value(of: path, override: String(word.dropFirst(path.count + 1))))
    }
    for part in defaultsFirst(parts, path: \.path) {
      if let value = part.value {
        try assign(value, to: part.path, of: &experiment, place: commandLine)
        origins[part.path] = SettingOrigins.Origin(place: commandLine, mark: nil)
      } else {
        let key = try setting(part.path, place: commandLine).key
        try assign(
          defaultValue(of: key, beside: experiment), to: part.path, of: &experiment, place: commandLine)
        origins[part.path] = nil
      }
    }
  }

  /// The default of a key, which other keys may decide that set defaults.
  private static func defaultValue(
    of key: SettingKey<Experiment>, beside experiment: Experiment
  ) -> SettingValue {
    var untouched = Experiment()
    for other in Experiment.schema.settings where other.key.setsDefaults && !key.setsDefaults {
      // Its own value is always one of its form.
      _ = other.key.read(other.key.value(in: experiment), into: &untouched)
    }
    return key.value(in: untouched)
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
    _ text: String, place: String, to experiment: inout Experiment, noting origins: inout SettingOrigins,
    after extending: [String]
  ) throws {
    var sections = try YAMLText.sections(of: text, place: place)
    let extended = sections.firstIndex { $0.key.string == extendsKey }
    if let index = extended {
      let entry = sections.remove(at: index)
      guard case .scalar(let name)? = YAMLText.value(of: entry.value), !name.isEmpty else {
        let value = YAMLText.prose(of: entry.value)
        throw SettingsError(
          .wrongValue(key: extendsKey, value: value, form: "the name of another experiment's file"),
          at: place, mark: entry.value.mark)
      }
      let base = URL(
        fileURLWithPath: name, relativeTo: URL(fileURLWithPath: place).deletingLastPathComponent()
      )
      .standardizedFileURL
      let led = extending + [URL(fileURLWithPath: place).standardizedFileURL.path]
      guard !led.contains(base.path) else {
        throw SettingsError(.extendsItself(name), at: place, mark: entry.value.mark)
      }
      guard FileManager.default.fileExists(atPath: base.path) else {
        throw SettingsError(.extendsNothing(name, looked: base.path), at: place, mark: entry.value.mark)
      }
      try apply(
        try self.text(of: try bytes(of: base), place: base.path), place: base.path, to: &experiment,
        noting: &origins, after: led)
    }
    guard try apply(sections, to: &experiment, place: place, noting: &origins) > 0 || extended != nil else {
      throw SettingsError(.empty, at: place)
    }
  }

  /// The value of an override.
  private static func value(of path: String, override text: String) throws -> SettingValue {
    guard let first = text.first, "\"'[".contains(first) else { return .scalar(text) }
    guard let node = try? YAMLText.node(of: text), let value = YAMLText.value(of: node) else {
      throw SettingsError(.notQuoted(key: path, value: text), at: commandLine)
    }
    return value
  }
}
