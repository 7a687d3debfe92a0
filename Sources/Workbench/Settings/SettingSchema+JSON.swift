extension SettingSchema {
  /// JSON Schema of each section: its keys with their meanings, forms and defaults, and no other key.
  ///
  /// - Parameters:
  ///   - defaults: the value whose settings are the defaults.
  ///   - further: keys that every section has besides, such as YAML's `<<`.
  public func jsonSections(defaults: Root, further: [String: JSONValue]) -> [String: JSONValue] {
    let keys = Dictionary(grouping: settings, by: \.section)
    return Dictionary(
      uniqueKeysWithValues: sections.map { section in
        let properties = (keys[section.name] ?? []).map { ($0.key.name, Self.json($0, defaults: defaults)) }
        return (
          section.name,
          [
            "description": .text(section.meaning),
            // A section without keys is empty, which YAML reads as null.
            "type": ["object", "null"],
            "properties": .object(further.merging(properties, uniquingKeysWith: { $1 })),
            "additionalProperties": false,
          ]
        )
      })
  }

  // MARK: -

  private static func json(_ setting: Setting<Root>, defaults: Root) -> JSONValue {
    let form = setting.key.form
    let facts: [String: JSONValue] = [
      "description": .text(setting.sentence), "default": form.json(setting.key.value(in: defaults)),
    ]
    guard case .object(let keywords) = form.jsonSchema else { return .object(facts) }
    return .object(keywords.merging(facts, uniquingKeysWith: { $1 }))
  }
}
