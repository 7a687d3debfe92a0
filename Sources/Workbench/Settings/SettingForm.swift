/// Which values a key takes: a fact that sentences, `zoomin schema` and editors read alike.
public indirect enum SettingForm: Hashable, Sendable {
  /// A whole number of a range.
  case integer(ClosedRange<Int>)
  /// A whole number of 64 bits from 0, such as a seed.
  case natural
  /// A number of a range.
  case number(ClosedRange<Double>)
  /// `true` or `false`.
  case flag
  /// One of these words.
  case choice([String])
  /// A text that fits the description, such as "a folder", and the regular expression if there is one.
  case text(String, pattern: String? = nil)
  /// A list that fits the description, such as "five numbers that sum to 1": what its elements are, how many there may
  /// be, and whether each may stand there once only.
  case list(String, of: SettingForm, counts: ClosedRange<Int>, isUnique: Bool)
  /// Values of the form, or `null`.
  case optional(SettingForm)
  /// Values of the form, or this word.
  case word(String, or: SettingForm)

  /// The form as a clause after "must be".
  public var clause: String {
    switch self {
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .natural: "a whole number"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words): words.joined(separator: ", ")
    case .text(let description, _), .list(let description, _, _, _): description
    case .optional(let form): "\(form.clause), or null"
    case .word(let word, let form): "\(form.clause), or \(word)"
    }
  }
}
