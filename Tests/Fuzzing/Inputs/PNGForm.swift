/// PNG: chunks of length, type, content and checksum behind a signature.
///
/// Source: PNG 1.2, sections 3.2 and 3.4 and appendix D.
struct PNGForm: FileForm {
  func parts(of bytes: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var position = 8
    while let length = bytes.count(at: position, 4, little: false), position + 12 + length <= bytes.count {
      parts.append(position..<position + 12 + length)
      position += 12 + length
    }
    return parts
  }

  func fields(in bytes: [UInt8]) -> [Field] {
    parts(of: bytes).flatMap { part -> [Field] in
      let content = part.lowerBound + 8
      var fields = [Field(offset: part.lowerBound, byteCount: 4, isLittleEndian: false)]
      let contentCount = part.count - 12
      // IHDR: two sides, then five bytes; of the others the beginning counts most.
      if contentCount == 13 {
        for offset in [0, 4] {
          fields.append(Field(offset: content + offset, byteCount: 4, isLittleEndian: false))
        }
        for offset in 8..<13 {
          fields.append(Field(offset: content + offset, byteCount: 1, isLittleEndian: false))
        }
      } else {
        for offset in 0..<min(6, max(0, contentCount)) {
          fields.append(Field(offset: content + offset, byteCount: 1, isLittleEndian: false))
        }
      }
      return fields
    }
  }

  let words = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sBIT", "sRGB", "iCCP", "bKGD", "hIST", "pHYs",
    "sPLT", "tEXt", "zTXt", "iTXt", "tIME", "eXIf", "fdAT",
  ].map { Array($0.utf8) }

  func repair(_ bytes: inout [UInt8]) {
    for part in parts(of: bytes) {
      let checksum = Self.checksum(bytes[part.lowerBound + 4..<part.upperBound - 4])
      bytes.set(
        Field(offset: part.upperBound - 4, byteCount: 4, isLittleEndian: false), to: UInt64(checksum))
    }
  }

  // MARK: -

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
  }
}
