/// Which values a key takes: a fact that sentences, `zoomin schema` and editors read alike.
public indirect enum SettingForm: Hashable, Sendable {
  /// A whole number of a range.
  case integer(ClosedRange<Int>)
  /// A number of a range.
  case number(ClosedRange<Double>)
  /// `true` or `false`.
  case flag
  /// One of these words.
  case choice([String])
  /// Any text that fits the description, such as "a folder".
  case text(String)
  /// A list that fits the description, such as "five numbers that sum to 1".
  case list(String)
  /// Values of the form, or `null`.
  case optional(SettingForm)
  /// Values of the form, or this word.
  case word(String, or: SettingForm)

  /// The form as a clause after "must be".
  public var clause: String {
    switch self {
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words): words.joined(separator: ", ")
    case .text(let description), .list(let description): description
    case .optional(let form): "\(form.clause), or null"
    case .word(let word, let form): "\(form.clause), or \(word)"
    }
  }
}
