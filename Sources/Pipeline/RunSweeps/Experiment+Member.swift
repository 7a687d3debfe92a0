import Settings
import Workbench

extension Experiment {
  /// Keys that change neither a result nor where it lies, or that the launcher sets.
  private static let unkeyed: Set<String> = [
    "experiment.description", "experiment.member", "runtime.threads", "runtime.memory",
    "runtime.checkpoint_minutes", "runtime.outputs",
  ]

  /// Identifies the experiment among the members of a sweep: a hash of every key but those that change nothing.
  var memberKey: String {
    var hash = ContentHash()
    for setting in Self.schema.settings where !Self.unkeyed.contains(setting.path) {
      hash.update(setting.path)
      hash.update(setting.key.value(in: self).text)
    }
    return hash.hexadecimal()
  }

  /// The keys whose values differ from those of another experiment, with both values, except some.
  func differences(from other: Experiment, except others: Set<String>) -> [String] {
    Self.schema.settings.compactMap { setting in
      let (mine, old) = (setting.key.value(in: self), setting.key.value(in: other))
      guard mine != old, !Self.unkeyed.contains(setting.path), !others.contains(setting.path) else {
        return nil
      }
      return "\(setting.path): \(old.text) -> \(mine.text)"
    }
  }
}
