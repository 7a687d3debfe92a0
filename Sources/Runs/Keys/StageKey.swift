import Workbench

/// The key that identifies the result of a stage.
///
/// SHA-256 over the stage's name and version, the settings that change its result and the content of its inputs,
/// earlier stages' keys among them. Equal keys mean equal results. A key never contains a time, a host or a path
/// outside the data.
public enum StageKey {
  /// The key of a stage by its name and the version of its rules, 64 hexadecimal digits.
  public static func of(
    _ name: String, version: Int, settings: [(path: String, value: String)],
    inputs: [(name: String, content: String)] = []
  ) -> String {
    var hash = ContentHash()
    hash.update(name)
    hash.update("version \(version)")
    for setting in settings.sorted(by: { $0.path < $1.path }) {
      hash.update(setting.path)
      hash.update(setting.value)
    }
    for input in inputs.sorted(by: { $0.name < $1.name }) {
      hash.update("input \(input.name)")
      hash.update(input.content)
    }
    return hash.hexadecimal()
  }

  /// The part of a key in the names of files and folders: its first 12 digits.
  public static func short(_ key: String) -> String { String(key.prefix(12)) }
}
