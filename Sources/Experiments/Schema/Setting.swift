import Runs

/// One key of the schema: where its value lives, which values it takes, and what it changes.
///
/// The list of settings is the only description of the schema: reading, overrides, the resolved YAML, the keys
/// of the stages and `zoomin schema` all follow it.
public struct Setting: Sendable {
  /// The key with its section, such as `cluster.damping`.
  public let path: String
  /// What the key means, as a sentence or two.
  public let documentation: String
  /// Which values it takes, as a clause after "must be".
  public let form: String
  /// The first stage whose result the value changes; nil where it changes none and is never hashed.
  public let stage: StageName?

  /// Puts a value into an experiment; false where the value is not of the key's form.
  let assign: @Sendable (SettingValue, inout Experiment) -> Bool
  /// The value in an experiment.
  let value: @Sendable (Experiment) -> SettingValue

  /// The part before the first point.
  public var section: String { String(path.prefix { $0 != "." }) }
}

extension Setting {
  /// Anywhere in an experiment; the compiler proves that literals of this kind are sendable.
  typealias Place<Value> = WritableKeyPath<Experiment, Value> & Sendable

  /// A key whose text is read and written by two functions.
  static func text<Value>(
    _ path: String, _ place: Place<Value>, _ stage: StageName?, form: String, _ documentation: String,
    read: @escaping @Sendable (String) -> Value?, write: @escaping @Sendable (Value) -> String
  ) -> Setting {
    Setting(
      path: path, documentation: documentation, form: form, stage: stage,
      assign: { value, experiment in
        guard case .scalar(let text) = value, let typed = read(text) else { return false }
        experiment[keyPath: place] = typed
        return true
      },
      value: { .scalar(write($0[keyPath: place])) })
  }

  /// A whole number of a range.
  static func integer(
    _ path: String, _ place: Place<Int>, _ range: ClosedRange<Int>, _ stage: StageName?,
    _ documentation: String
  ) -> Setting {
    text(
      path, place, stage, form: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      documentation,
      read: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  /// A number of a range, kept in double precision.
  static func number(
    _ path: String, _ place: Place<Double>, _ range: ClosedRange<Double>, _ stage: StageName?,
    _ documentation: String
  ) -> Setting {
    text(
      path, place, stage, form: "a number from \(range.lowerBound) to \(range.upperBound)", documentation,
      read: { Double($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  /// A number of a range, kept in single precision.
  static func number(
    _ path: String, _ place: Place<Float>, _ range: ClosedRange<Float>, _ stage: StageName?,
    _ documentation: String
  ) -> Setting {
    text(
      path, place, stage, form: "a number from \(range.lowerBound) to \(range.upperBound)", documentation,
      read: { Float($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  /// true or false.
  static func flag(
    _ path: String, _ place: Place<Bool>, _ stage: StageName?, _ documentation: String
  ) -> Setting {
    text(
      path, place, stage, form: "true or false", documentation, read: { Bool($0) }, write: { "\($0)" })
  }

  /// One of the raw values of an enumeration.
  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ path: String, _ place: Place<Choice>, _ stage: StageName?, _ documentation: String
  ) -> Setting {
    text(
      path, place, stage, form: Choice.allCases.map(\.rawValue).joined(separator: ", "), documentation,
      read: { Choice(rawValue: $0) }, write: { $0.rawValue })
  }

  /// Any text that is not empty.
  static func words(
    _ path: String, _ place: Place<String>, _ stage: StageName?, form: String, _ documentation: String
  ) -> Setting {
    text(
      path, place, stage, form: form, documentation, read: { $0.isEmpty ? nil : $0 }, write: { $0 })
  }

  /// A text that may be left out.
  static func optionalWords(
    _ path: String, _ place: Place<String?>, _ stage: StageName?, form: String, _ documentation: String
  ) -> Setting {
    Setting(
      path: path, documentation: documentation, form: form + ", or null", stage: stage,
      assign: { value, experiment in
        switch value {
        case .none: experiment[keyPath: place] = nil
        case .scalar(let text) where !text.isEmpty: experiment[keyPath: place] = text
        case .scalar, .list: return false
        }
        return true
      },
      value: { $0[keyPath: place].map(SettingValue.scalar) ?? .none })
  }

  /// A number that may be left out.
  static func optionalNumber(
    _ path: String, _ place: Place<Double?>, _ range: ClosedRange<Double>, _ stage: StageName?,
    _ documentation: String
  ) -> Setting {
    Setting(
      path: path, documentation: documentation,
      form: "a number from \(range.lowerBound) to \(range.upperBound), or null", stage: stage,
      assign: { value, experiment in
        switch value {
        case .none: experiment[keyPath: place] = nil
        case .scalar(let text):
          guard let number = Double(text), range.contains(number) else { return false }
          experiment[keyPath: place] = number
        case .list: return false
        }
        return true
      },
      value: { $0[keyPath: place].map { .scalar("\($0)") } ?? .none })
  }

  /// A list whose elements are read and written by two functions.
  static func list<Element>(
    _ path: String, _ place: Place<[Element]>, _ stage: StageName?, form: String, _ documentation: String,
    read: @escaping @Sendable (String) -> Element?, write: @escaping @Sendable (Element) -> String,
    isValid: @escaping @Sendable ([Element]) -> Bool = { !$0.isEmpty }
  ) -> Setting {
    Setting(
      path: path, documentation: documentation, form: form, stage: stage,
      assign: { value, experiment in
        guard case .list(let texts) = value else { return false }
        let elements = texts.compactMap(read)
        guard elements.count == texts.count, isValid(elements) else { return false }
        experiment[keyPath: place] = elements
        return true
      },
      value: { .list($0[keyPath: place].map(write)) })
  }
}
