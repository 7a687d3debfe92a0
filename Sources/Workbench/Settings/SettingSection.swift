/// A section of a schema: the keys of one configuration, or of several that people set together.
public struct SettingSection<Root: Sendable>: Sendable {
  /// The name, such as `cluster`.
  public let name: String
  /// What its keys decide, as a sentence.
  public let meaning: String
  /// The keys in the order in which they are written.
  public let settings: [Setting<Root>]

  /// A section whose keys change the results of `stage` unless they say otherwise; nil: they change none.
  public init(_ name: String, _ stage: StageName?, _ meaning: String, _ keys: [SettingKey<Root>]) {
    self.name = name
    self.meaning = meaning
    settings = keys.map { key in
      let first: StageName? =
        switch key.effect {
        case .nothing: nil
        case .results: stage
        case .resultsFrom(let later): later
        }
      return Setting(section: name, key: key, stage: first)
    }
  }

  /// The section that holds the keys of one configuration.
  public init<Part: Configurable>(
    _ name: String, _ stage: StageName?, _ meaning: String, _ place: WritableKeyPath<Root, Part> & Sendable
  ) {
    self.init(name, stage, meaning, Part.keys.map { $0.lifted(to: place) })
  }
}
