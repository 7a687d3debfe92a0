/// Safetensors: the length of the header, a header in JSON, the arrays.
struct SafetensorsForm: FileForm {
  private static let length = Field(offset: 0, byteCount: 8, isLittleEndian: true)

  /// The members of the header's objects and lists, as commas part them.
  func parts(of bytes: [UInt8]) -> [Range<Int>] {
    let header = Self.header(of: bytes)
    var parts: [Range<Int>] = []
    var start = header.lowerBound
    for index in header where bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: "}") {
      parts.append(start..<index + 1)
      start = index + 1
    }
    return parts
  }

  /// The length, and the header's digits one at a time.
  func fields(in bytes: [UInt8]) -> [Field] {
    let digits = Self.header(of: bytes).filter { (0x30...0x39).contains(bytes[$0]) }
    return [Self.length] + digits.map { Field(offset: $0, byteCount: 1, isLittleEndian: true) }
  }

  let words = [
    "{", "}", "[", "]", ",", ":", "\"", "[[[[[[[[[[[[[[[[", "{\"a\":", "\"F32\"", "\"F16\"", "\"BF16\"",
    "\"I64\"", "\"F8_E4M3\"", "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":", "-1",
    "1e3",
    "1.5", "0", "9223372036854775807", "18446744073709551616", "1e400", "null", "true", "\\u0000", "\\ud800",
    "\u{301}", "[0,4]", "[0,0]", "[]",
  ].map { Array($0.utf8) }

  /// The length becomes that of the JSON, which ends with the last brace before the arrays, and of the blanks behind it.
  func repair(_ bytes: inout [UInt8]) {
    guard bytes.count > 8 else { return }
    var depth = 0
    for index in 8..<bytes.count {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      guard bytes[index] == UInt8(ascii: "}") else { continue }
      depth -= 1
      guard depth <= 0 else { continue }
      let blanks = bytes[(index + 1)...].prefix { $0 == UInt8(ascii: " ") }.count
      return bytes.set(Self.length, to: UInt64(index - 7 + blanks))
    }
  }

  // MARK: -

  private static func header(of bytes: [UInt8]) -> Range<Int> {
    let length = bytes.count(at: 0, 8, little: true) ?? 0
    return min(8, bytes.count)..<min(bytes.count, 8 + min(length, bytes.count))
  }
}
