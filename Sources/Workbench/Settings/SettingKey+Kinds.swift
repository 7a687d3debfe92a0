extension SettingKey {
  /// A property of a configuration; the compiler proves that literals of this kind are sendable.
  public typealias Place<Value> = WritableKeyPath<Root, Value> & Sendable

  /// A key whose text is read and written by two functions.
  public static func parsed<Value>(
    _ name: String, _ place: Place<Value>, form: SettingForm, unit: String? = nil, _ meaning: String,
    read: @escaping @Sendable (String) -> Value?, write: @escaping @Sendable (Value) -> String
  ) -> Self {
    Self(
      name, form: form, unit: unit, meaning,
      read: { value, root in
        guard case .scalar(let text) = value, let typed = read(text) else { return false }
        root[keyPath: place] = typed
        return true
      },
      write: { .scalar(write($0[keyPath: place])) })
  }

  /// A whole number of a range.
  public static func integer(
    _ name: String, _ place: Place<Int>, _ range: ClosedRange<Int>, unit: String? = nil, _ meaning: String
  ) -> Self {
    parsed(
      name, place, form: .integer(range), unit: unit, meaning,
      read: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  /// A seed: a whole number of 64 bits.
  public static func seed(_ name: String, _ place: Place<UInt64>, _ meaning: String) -> Self {
    parsed(
      name, place, form: .natural, meaning, read: { UInt64($0) }, write: { "\($0)" })
  }

  /// A number of a range, kept in double precision.
  public static func number(
    _ name: String, _ place: Place<Double>, _ range: ClosedRange<Double>, unit: String? = nil,
    _ meaning: String
  ) -> Self {
    parsed(
      name, place, form: .number(range), unit: unit, meaning,
      read: { Double($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  /// A number of a range, kept in single precision.
  public static func number(
    _ name: String, _ place: Place<Float>, _ range: ClosedRange<Float>, unit: String? = nil, _ meaning: String
  ) -> Self {
    parsed(
      name, place, form: .number(decimal(range.lowerBound)...decimal(range.upperBound)), unit: unit,
      meaning,
      read: { Float($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  /// `true` or `false`.
  public static func flag(_ name: String, _ place: Place<Bool>, _ meaning: String) -> Self {
    parsed(name, place, form: .flag, meaning, read: { Bool($0) }, write: { "\($0)" })
  }

  /// One of the raw values of an enumeration.
  public static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ place: Place<Choice>, _ meaning: String
  ) -> Self {
    parsed(
      name, place, form: .choice(Choice.allCases.map(\.rawValue)), meaning,
      read: { Choice(rawValue: $0) }, write: { $0.rawValue })
  }

  /// Any text that is not empty, described by a clause such as "a folder".
  public static func words(
    _ name: String, _ place: Place<String>, form clause: String, _ meaning: String
  ) -> Self {
    parsed(
      name, place, form: .text(clause, pattern: "."), meaning, read: { $0.isEmpty ? nil : $0 },
      write: { $0 })
  }

  /// A list whose elements are read and written by two functions.
  ///
  /// - Parameters:
  ///   - clause: the form of the whole list, for a sentence.
  ///   - element: the form of its elements.
  ///   - counts: how many elements it may have.
  ///   - isUnique: whether each may stand there once only.
  ///   - isValid: whatever else must hold of the elements.
  public static func list<Element: Hashable & Sendable>(
    _ name: String, _ place: Place<[Element]>, form clause: String, of element: SettingForm,
    counts: ClosedRange<Int> = 0...Int.max, isUnique: Bool = false, _ meaning: String,
    read: @escaping @Sendable (String) -> Element?, write: @escaping @Sendable (Element) -> String,
    isValid: @escaping @Sendable ([Element]) -> Bool = { _ in true }
  ) -> Self {
    Self(
      name, form: .list(clause, of: element, counts: counts, isUnique: isUnique), meaning,
      read: { value, root in
        guard case .list(let texts) = value else { return false }
        let elements = texts.compactMap(read)
        guard elements.count == texts.count, counts.contains(elements.count),
          !isUnique || Set(elements).count == elements.count, isValid(elements)
        else { return false }
        root[keyPath: place] = elements
        return true
      },
      write: { .list($0[keyPath: place].map(write)) })
  }

  /// One or more of the raw values of an enumeration, each once. Their order changes no result, so ids have them in the
  /// order of the cases.
  public static func selection<Choice: RawRepresentable<String> & CaseIterable & Hashable & Sendable>(
    _ name: String, _ place: Place<[Choice]>, form clause: String, _ meaning: String
  ) -> Self {
    list(
      name, place, form: clause, of: .choice(Choice.allCases.map(\.rawValue)),
      counts: 1...Choice.allCases.count,
      isUnique: true, meaning, read: { Choice(rawValue: $0) }, write: { $0.rawValue }
    ).identified { root in
      SettingValue.list(Choice.allCases.filter(root[keyPath: place].contains).map(\.rawValue)).text
    }
  }

  // MARK: - Values that may be left out

  /// A text or a file that may be left out: nothing after the sign of equality. In overrides `null` is a name like any
  /// other.
  public static func optionalWords(
    _ name: String, _ place: Place<String?>, form clause: String, _ meaning: String
  ) -> Self {
    optional(
      name, place, form: .text(clause), meaning, isAbsent: \.isEmpty, read: { $0 }, write: { $0 })
  }

  /// The name of a column that may be left out: `null`, or nothing after the sign of equality. So no column can be called
  /// `null`.
  public static func optionalName(
    _ name: String, _ place: Place<String?>, form clause: String, _ meaning: String
  ) -> Self {
    optional(name, place, form: .text(clause), meaning, read: { $0 }, write: { $0 })
  }

  /// A number that may be left out.
  public static func optionalNumber(
    _ name: String, _ place: Place<Double?>, _ range: ClosedRange<Double>, unit: String? = nil,
    _ meaning: String
  ) -> Self {
    optional(
      name, place, form: .number(range), unit: unit, meaning,
      read: { Double($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  /// A whole number that may be left out.
  public static func optionalInteger(
    _ name: String, _ place: Place<Int?>, _ range: ClosedRange<Int>, unit: String? = nil, _ meaning: String
  ) -> Self {
    optional(
      name, place, form: .integer(range), unit: unit, meaning,
      read: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, write: { "\($0)" })
  }

  // MARK: -

  /// A bound as it was written: 0.3 and not 0.30000001.
  private static func decimal(_ bound: Float) -> Double { Double("\(bound)") ?? Double(bound) }

  private static func optional<Value>(
    _ name: String, _ place: Place<Value?>, form: SettingForm, unit: String? = nil, _ meaning: String,
    isAbsent: @escaping @Sendable (String) -> Bool = { ["", "null", "~"].contains($0) },
    read: @escaping @Sendable (String) -> Value?, write: @escaping @Sendable (Value) -> String
  ) -> Self {
    Self(
      name, form: .optional(form), unit: unit, meaning,
      read: { value, root in
        switch value {
        case .absent: root[keyPath: place] = nil
        case .scalar(let text) where isAbsent(text): root[keyPath: place] = nil
        case .scalar(let text):
          guard let typed = read(text) else { return false }
          root[keyPath: place] = typed
        case .list: return false
        }
        return true
      },
      write: { $0[keyPath: place].map { .scalar(write($0)) } ?? .absent })
  }
}
