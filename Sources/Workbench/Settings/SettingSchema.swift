/// All keys of a value, section by section: what reading, writing, ids and documentation follow.
public struct SettingSchema<Root: Sendable>: Sendable {
  /// The names of the sections, in order.
  public let sections: [String]
  /// Every key, in the order of the sections.
  public let settings: [Setting<Root>]

  private let byPath: [String: Setting<Root>]

  /// A schema of sections; no two keys may have the same path.
  public init(_ sections: [SettingSection<Root>]) {
    self.sections = sections.map(\.name)
    settings = sections.flatMap(\.settings)
    byPath = Dictionary(uniqueKeysWithValues: settings.map { ($0.path, $0) })
  }

  /// The setting of a path such as `cluster.damping`; nil where there is none.
  public subscript(path: String) -> Setting<Root>? { byPath[path] }

  /// The value as YAML with every default written out; reading it back gives the same value.
  public func yaml(_ root: Root) -> String {
    text { setting in "  \(setting.key.name): \(setting.key.value(in: root).yaml)\n" }
  }

  /// Every key with its default, form and meaning, as a commented YAML file.
  public func documentation(defaults: Root) -> String {
    text { setting in
      "  # \(setting.documentation) Must be \(setting.key.form.clause).\n"
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
