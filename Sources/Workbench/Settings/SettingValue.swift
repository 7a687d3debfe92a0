/// The value of one key as text: what YAML and the command line hold before it is typed.
public enum SettingValue: Hashable, Sendable {
  /// No value: `null`, `~` or nothing.
  case absent
  /// One word, number or sentence.
  case scalar(String)
  /// A list of words or numbers.
  case list([String])

  /// The value as YAML spells it on one line.
  public var yaml: String {
    switch self {
    case .absent: "null"
    case .scalar(let text): Self.quoted(text)
    case .list(let texts): "[\(texts.map(Self.quoted).joined(separator: ", "))]"
    }
  }

  /// The value in a record: the text as it is, a list as YAML spells it, `null` for no value; a text that is the word
  /// null stands between quotation marks.
  public var text: String {
    switch self {
    case .absent: "null"
    case .scalar("null"): Self.quotedNull
    case .scalar(let text): text
    case .list(let texts): "[\(texts.map(Self.quoted).joined(separator: ", "))]"
    }
  }

  /// The value that a record holds as text; the counterpart of `text`.
  public init(text: String) {
    if text == "null" {
      self = .absent
    } else if text == Self.quotedNull {
      self = .scalar("null")
    } else if text.hasPrefix("["), text.hasSuffix("]") {
      self = .list(Self.elements(text.dropFirst().dropLast()))
    } else {
      self = .scalar(text)
    }
  }

  /// The value for a sentence.
  public var prose: String {
    switch self {
    case .absent: "empty"
    case .scalar(let text): "\"\(text)\""
    case .list(let texts): "[\(texts.joined(separator: ", "))]"
    }
  }

  // MARK: -

  private static let quotedNull = "\"null\""

  /// The elements of a list as `yaml` spells it.
  private static func elements(_ list: Substring) -> [String] {
    var elements: [String] = []
    var rest = list
    while !rest.isEmpty {
      var element = ""
      if rest.first == "\"" {
        rest.removeFirst()
        while let character = rest.popFirst(), character != "\"" {
          guard character == "\\", let escaped = rest.popFirst() else {
            element.append(character)
            continue
          }
          guard escaped == "U" else {
            element.append(escaped)
            continue
          }
          if let code = UInt32(rest.prefix(8), radix: 16), let scalar = Unicode.Scalar(code) {
            element.unicodeScalars.append(scalar)
          }
          rest = rest.dropFirst(8)
        }
      } else {
        element = String(rest.prefix { $0 != "," })
        rest = rest.dropFirst(element.count)
      }
      elements.append(element)
      rest = rest.drop { $0 == "," || $0 == " " }
    }
    return elements
  }

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
