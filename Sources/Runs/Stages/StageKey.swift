import Workbench

/// What identifies the result of a stage.
///
/// SHA-256 over the stage's name and version, the settings that change its result, its parent's key and the
/// content hashes of its inputs. Equal keys mean equal results; a key never holds a clock, a host or a path
/// outside the data.
public enum StageKey {
  /// The key of a stage, 64 hexadecimal digits.
  public static func of(
    _ stage: StageName, settings: [(path: String, value: String)], parent: String?, inputs: [String] = []
  ) -> String {
    of(stage.rawValue, version: stage.version, settings: settings, parent: parent, inputs: inputs)
  }

  /// The key of a stage by its name and the version of its rules, 64 hexadecimal digits.
  public static func of(
    _ name: String, version: Int, settings: [(path: String, value: String)], parent: String?,
    inputs: [String] = []
  ) -> String {
    var hash = ContentHash()
    hash.update(name)
    hash.update("version \(version)")
    for setting in settings.sorted(by: { $0.path < $1.path }) {
      hash.update(setting.path)
      hash.update(setting.value)
    }
    hash.update(parent ?? "no parent")
    for input in inputs { hash.update(input) }
    return hash.hexadecimal()
  }

  /// The part of a key that names files and folders: its first 12 digits.
  public static func short(_ key: String) -> String { String(key.prefix(12)) }
}
