/// Text in lines: YAML, tables, overrides.
struct TextForm: FileForm {
  let words: [[UInt8]]

  /// Text with the words of a format, besides those that trouble every reader.
  init(_ words: [String]) {
    let troublesome = [
      "\u{feff}", "\0", "\r", "\n", "\r\n", "\t", " ", "\"", "'", "e\u{301}", "\u{202e}", "\u{85}",
      "\u{2028}",
      "\u{1b}[2J", "\u{1f441}\u{fe0f}\u{200d}\u{1f5e8}", "\u{301}", "-1", "0", "1e999", "-1e-400", "nan",
      "inf", "0x10", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "3.4e39", "1_000",
      "00", "+5", ".5", "5.", "true", "null", "~",
    ]
    // Invalid UTF-8: a lone continuation, an overlong slash, a surrogate, a number past Unicode's end.
    let invalid: [[UInt8]] = [
      [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFE],
    ]
    self.words = (troublesome + words).map { Array($0.utf8) } + invalid
  }

  /// Lines with their ends.
  func parts(of bytes: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D {
      parts.append(start..<index + 1)
      start = index + 1
    }
    if start < bytes.count { parts.append(start..<bytes.count) }
    return parts
  }

  /// Digits, one at a time.
  func fields(in bytes: [UInt8]) -> [Field] {
    bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }.map {
      Field(offset: $0, byteCount: 1, isLittleEndian: true)
    }
  }

  /// What words of YAML are worth inserting.
  static let yaml = TextForm([
    "[", "]", "{", "}", "- ", ": ", ", ", "? ", "&a ", "*a", "*a\n", "!!int ", "!!binary ", "!<x> ", "|",
    ">-",
    "---\n", "...\n", "%YAML 1.2\n", "# ", "<<: *a\n", "[[[[[[[[", "{a: {a: ", "- - - - ", "  ", "\\u0000",
    "\"\\x41\"", "experiment:\n", "data:\n", "cluster:\n", "  seed: ", "  folders: [", "0o17", "1:30", "=",
  ])

  /// What words of tables are worth inserting.
  static let table = TextForm([
    ",", ";", "\"\"", "\",\"", "\n\n", ",,,,,,,,", "image", "level", "path", "patient", "eye", "split",
    "left",
    "right", "train", "test", "MA", "EX", "../", "/", "\\", ".png", "a", "b", "0.5", "{", "<", "PK\u{3}\u{4}",
  ])

  /// What words of overrides are worth inserting.
  static let override = TextForm([
    "=", ".", "[", "]", ",", "cluster.", "data.folders=", "*a", "&a", ": ", "!",
  ])
}
