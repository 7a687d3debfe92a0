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
    if isPlain(text) { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where isWritable(scalar): result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }

  /// Whether YAML takes the text for itself without quotes.
  private static func isPlain(_ text: String) -> Bool {
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "_./+-:".utf8.contains(byte)
      }
    }
    guard isWord, let first = text.utf8.first else { return false }
    return first != UInt8(ascii: ":") && !text.hasSuffix(":") && text != "-"
      && !["null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
  }

  /// Whether YAML may hold the scalar as it is, within quotes and on one line.
  private static func isWritable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }
}
