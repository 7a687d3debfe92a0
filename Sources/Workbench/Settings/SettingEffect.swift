/// What a key changes.
public enum SettingEffect: Hashable, Sendable {
  /// No result: a name, a path, how many threads work. Such a key is never hashed.
  case nothing
  /// The results of the stage that the key's section belongs to, and of every later one.
  case results
  /// The results of this stage and of every later one; of the section's own stage it changes nothing.
  case resultsFrom(StageName)
}
