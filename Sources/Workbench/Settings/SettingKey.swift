/// One key of a configuration: what it means, which values it takes, what it changes, how it is read and written.
///
/// A configuration lists its keys once (`Configurable.keys`). Strict reading, the resolved YAML, `zoomin schema`, ids of
/// results, records on disk and reading those back all follow that list: adding a key is adding a line to it.
public struct SettingKey<Root: Sendable>: Sendable {
  /// The key within its section, such as `damping`.
  public let name: String
  /// What it means: a sentence or two.
  public let meaning: String
  /// What a number counts, such as "view pixels at 492"; nil where there is no unit.
  public let unit: String?
  /// Which values it takes.
  public let form: SettingForm
  /// What it changes.
  public private(set) var effect = SettingEffect.results
  /// Whether the key sets defaults of others, and is therefore read before them wherever it stands.
  public private(set) var setsDefaults = false
  /// What records of earlier versions call the key; nil where its name never changed.
  public private(set) var formerName: String?

  /// Whether every value of the property's type is a right one, so that only text needs to be checked.
  public private(set) var isValidByType = false

  private let assign: @Sendable (SettingValue, inout Root) -> Bool
  private let current: @Sendable (Root) -> SettingValue
  private var applies: @Sendable (Root) -> Bool = { _ in true }
  private var content: (@Sendable (Root) throws -> String)?

  /// A key that is read and written by two functions; `read` answers false for a value that is not of the form.
  public init(
    _ name: String, form: SettingForm, unit: String? = nil, _ meaning: String,
    read: @escaping @Sendable (SettingValue, inout Root) -> Bool,
    write: @escaping @Sendable (Root) -> SettingValue
  ) {
    self.name = name
    self.meaning = meaning
    self.unit = unit
    self.form = form
    assign = read
    current = write
  }

  /// Puts a value into a configuration; false where the value is not of the key's form.
  public func read(_ value: SettingValue, into root: inout Root) -> Bool { assign(value, &root) }

  /// The value in a configuration.
  public func value(in root: Root) -> SettingValue { current(root) }

  /// Whether the value matters beside the other values of a configuration; it then is part of ids and records.
  public func isAsked(in root: Root) -> Bool { effect != .nothing && applies(root) }

  /// What stands for the value in the id of a result: its spelling, or the content of the file that it names; nil where
  /// the configuration does not ask for it.
  ///
  /// - Throws: where a file cannot be read.
  public func identity(in root: Root) throws -> String? {
    guard isAsked(in: root) else { return nil }
    if let content { return try content(root) }
    return current(root).text
  }

  // MARK: - Variations

  /// The key with another effect.
  public func changing(_ effect: SettingEffect) -> Self {
    var key = self
    key.effect = effect
    return key
  }

  /// The key, read before all others of its section because it sets their defaults.
  public func settingDefaults() -> Self {
    var key = self
    key.setsDefaults = true
    return key
  }

  /// The key, part of ids only where the configuration asks for it.
  public func asked(where applies: @escaping @Sendable (Root) -> Bool) -> Self {
    var key = self
    key.applies = applies
    return key
  }

  /// The key, in ids by something else than its spelling.
  public func identified(by content: @escaping @Sendable (Root) throws -> String) -> Self {
    var key = self
    key.content = content
    return key
  }

  /// The key of a property whose type admits right values only, also such as no text stands for.
  public func validByType() -> Self {
    var key = self
    key.isValidByType = true
    return key
  }

  /// The key, which records of earlier versions have under another name.
  public func formerly(_ name: String) -> Self {
    var key = self
    key.formerName = name
    return key
  }

  /// The same key of a value that holds the configuration.
  public func lifted<Outer: Sendable>(to place: WritableKeyPath<Outer, Root> & Sendable) -> SettingKey<Outer>
  {
    var key = SettingKey<Outer>(
      name, form: form, unit: unit, meaning, read: { [assign] in assign($0, &$1[keyPath: place]) },
      write: { [current] in current($0[keyPath: place]) })
    key.effect = effect
    key.setsDefaults = setsDefaults
    key.formerName = formerName
    key.isValidByType = isValidByType
    key.applies = { [applies] in applies($0[keyPath: place]) }
    if let content { key.content = { try content($0[keyPath: place]) } }
    return key
  }
}
