extension SettingSchema {
  /// JSON Schema of each section: its keys with their meanings, forms and defaults, and no other key.
  ///
  /// - Parameters:
  ///   - defaults: the value whose settings are the defaults.
  ///   - further: keys that every section has besides, such as YAML's `<<`.
  public func jsonSections(defaults: Root, further: [String: JSONValue]) -> [String: JSONValue] {
    jsonSections(further: further) { setting in
      let facts: [String: JSONValue] = [
        "description": .text(setting.sentence),
        "default": setting.key.form.json(setting.key.value(in: defaults)),
      ]
      guard case .object(let keywords) = setting.key.form.jsonSchema else { return .object(facts) }
      return .object(keywords.merging(facts, uniquingKeysWith: { $1 }))
    }
  }

  /// JSON Schema of each section: its keys, and no other key.
  ///
  /// - Parameters:
  ///   - further: keys that every section has besides.
  ///   - canBeEmpty: whether a section may stand there without keys, which YAML reads as null.
  ///   - schema: the schema of a key's values; nil where the section must not have the key.
  public func jsonSections(
    further: [String: JSONValue], canBeEmpty: Bool = true, schema: (Setting<Root>) -> JSONValue?
  ) -> [String: JSONValue] {
    let keys = Dictionary(grouping: settings, by: \.section)
    return Dictionary(
      uniqueKeysWithValues: sections.map { section in
        let properties = (keys[section.name] ?? []).compactMap { setting in
          schema(setting).map { (setting.key.name, $0) }
        }
        return (
          section.name,
          [
            "description": .text(section.meaning),
            "type": canBeEmpty ? ["object", "null"] : "object",
            "properties": .object(further.merging(properties, uniquingKeysWith: { $1 })),
            "additionalProperties": false,
          ]
        )
      })
  }
}
