import Foundation

/// The value of one key as text: what YAML and the command line hold before it is typed.
public enum SettingValue: Hashable, Sendable {
  /// No value: `null`, `~` or nothing.
  case none
  /// One word, number or sentence.
  case scalar(String)
  /// A list of words or numbers.
  case list([String])

  /// The value as YAML spells it on one line.
  public var yaml: String {
    switch self {
    case .none: "null"
    case .scalar(let text): Self.quoted(text)
    case .list(let texts): "[\(texts.map(Self.quoted).joined(separator: ", "))]"
    }
  }

  /// The value for a sentence.
  var prose: String {
    switch self {
    case .none: "empty"
    case .scalar(let text): "\"\(text)\""
    case .list(let texts): "[\(texts.joined(separator: ", "))]"
    }
  }

  // MARK: -

  private static func quoted(_ text: String) -> String {
    let isPlain =
      text.range(of: #"^[A-Za-z0-9_./+-][A-Za-z0-9_./:+-]*$"#, options: .regularExpression) != nil
      && !["null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased()) && !text.hasSuffix(":")
    guard !isPlain else { return text }
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(
      of: "\"", with: "\\\"")
    return "\"\(escaped)\""
  }
}
