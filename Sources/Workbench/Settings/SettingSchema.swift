/// All keys of a value, section by section: what reading, writing, ids and documentation follow.
public struct SettingSchema<Root: Sendable>: Sendable {
  /// The sections, in order.
  public let sections: [SettingSection<Root>]
  /// Every key, in the order of the sections.
  public let settings: [Setting<Root>]

  private let byPath: [String: Setting<Root>]

  /// A schema of sections; no two keys may have the same path.
  public init(_ sections: [SettingSection<Root>]) {
    self.sections = sections
    settings = sections.flatMap(\.settings)
    byPath = Dictionary(uniqueKeysWithValues: settings.map { ($0.path, $0) })
  }

  /// The names of the sections, in order.
  public var sectionNames: [String] { sections.map(\.name) }

  /// The setting of a path such as `cluster.damping`; nil where there is none.
  public subscript(path: String) -> Setting<Root>? { byPath[path] }

  /// The path that somebody probably meant who wrote one that does not exist; nil where nothing is near.
  ///
  /// A key of that name in the section most like the one that was written comes first, then a key of that name in
  /// another section, then the path with the fewest differences.
  public func nearest(to path: String) -> String? {
    let parts = path.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let named = parts.count == 2 ? settings.filter { $0.key.name == parts[1] } : []
    if let section = Suggestion.nearest(to: parts[0], among: named.map(\.section)) {
      return "\(section).\(parts[1])"
    }
    if sectionNames.contains(parts[0]), let first = named.first { return first.path }
    return Suggestion.nearest(to: path, among: settings.map(\.path))
  }

  /// The value as YAML with every default written out; reading it back gives the same value.
  public func yaml(_ root: Root) -> String {
    text { setting in "  \(setting.key.name): \(setting.key.value(in: root).yaml)\n" }
  }

  /// Every key with its default, form and meaning, as a commented YAML file.
  public func documentation(defaults: Root) -> String {
    text { setting in
      "  # \(setting.sentence)\n"
        + "  \(setting.key.name): \(setting.key.value(in: defaults).yaml)\n"
    }
  }

  // MARK: -

  private func text(_ line: (Setting<Root>) -> String) -> String {
    var text = ""
    var section: String?
    for setting in settings {
      if setting.section != section {
        text += "\(section == nil ? "" : "\n")\(setting.section):\n"
        section = setting.section
      }
      text += line(setting)
    }
    return text
  }
}
