/// The form in JSON Schema, draft 2020-12.
extension SettingForm {
  /// The keywords that a value must satisfy.
  ///
  /// A schema sees values as YAML types them: a text may look like a number, and a word like `2` is one.
  public var jsonSchema: JSONValue {
    switch self {
    case .integer(let range):
      [
        "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
      ]
    case .natural: ["type": "integer", "minimum": 0]
    case .number(let range):
      ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .flag: ["type": "boolean"]
    case .choice(let words):
      ["enum": .list(words.map(JSONValue.text) + words.compactMap { Int($0).map(JSONValue.integer) })]
    case .text(_, let pattern):
      .object(
        ["type": ["string", "number", "boolean"]].merging(
          pattern.map { ["pattern": .text($0)] } ?? [:], uniquingKeysWith: { $1 }))
    case .list(_, let element, let counts, let isUnique):
      .object(
        [
          "type": "array", "items": element.jsonSchema, "minItems": .integer(counts.lowerBound),
          "uniqueItems": .flag(isUnique),
        ].merging(
          counts.upperBound < Int.max ? ["maxItems": .integer(counts.upperBound)] : [:],
          uniquingKeysWith: { $1 }))
    case .optional(let form): ["anyOf": [form.jsonSchema, ["type": "null"]]]
    case .word(let word, let form): ["anyOf": [["const": .text(word)], form.jsonSchema]]
    }
  }

  /// A value of the form as JSON; what is not of the form stays a text.
  public func json(_ value: SettingValue) -> JSONValue {
    switch value {
    case .absent: .null
    case .list(let texts): .list(texts.map { element.json($0) })
    case .scalar(let text): json(text)
    }
  }

  // MARK: -

  /// The form of a list's elements; of another form itself.
  private var element: SettingForm {
    switch self {
    case .list(_, let element, _, _): element
    case .optional(let form): form.element
    default: self
    }
  }

  private func json(_ text: String) -> JSONValue {
    switch self {
    case .integer, .natural: Int(text).map(JSONValue.integer) ?? .text(text)
    case .number: Double(text).map(JSONValue.number) ?? .text(text)
    case .flag: Bool(text).map(JSONValue.flag) ?? .text(text)
    case .optional(let form): form.json(text)
    case .word(let word, let form): word == text ? .text(text) : form.json(text)
    case .choice, .text, .list: .text(text)
    }
  }
}
