/// One key of a schema: a key of a configuration with the section it stands in.
public struct Setting<Root: Sendable>: Sendable {
  /// The section, such as `cluster`.
  public let section: String
  /// The key of the configuration.
  public let key: SettingKey<Root>
  /// The first stage whose result the value changes; nil where it changes none and is never hashed.
  public let stage: StageName?

  /// The key with its section, such as `cluster.damping`.
  public var path: String { "\(section).\(key.name)" }

  /// What the key means, its unit included.
  public var documentation: String { key.meaning + (key.unit.map { " In \($0)." } ?? "") }

  /// What the key means and which values it takes.
  public var sentence: String { "\(documentation) Must be \(key.form.clause)." }
}
