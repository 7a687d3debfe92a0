/// The pieces of which a PNG is made. Source: PNG specification, third edition (W3C, 2025).
public enum PNGParts {
  /// What every PNG begins with.
  public static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A chunk with its length and checksum.
  public static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    var sum = UInt32.max
    for byte in body { sum = table[Int((sum ^ UInt32(byte)) & 255)] ^ (sum >> 8) }
    return number(content.count) + body + number(Int(~sum))
  }

  /// A whole PNG. `rows` has a filter byte 0 before each row; `before` and `after` are chunks around the pixels.
  public static func file(
    width: Int, height: Int, depth: UInt8, colourType: UInt8, rows: [UInt8], before: [UInt8] = [],
    after: [UInt8] = []
  ) -> [UInt8] {
    signature + chunk("IHDR", number(width) + number(height) + [depth, colourType, 0, 0, 0]) + before
      + chunk("IDAT", compressed(rows)) + after + chunk("IEND", [])
  }

  /// The bytes as a zlib stream of stored blocks.
  public static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in Swift.stride(from: 0, to: bytes.count, by: 65535) {
      let block = bytes[start..<min(bytes.count, start + 65535)]
      let count = UInt16(block.count)
      stream.append(start + block.count == bytes.count ? 1 : 0)
      for half in [count, ~count] { stream += [UInt8(half & 255), UInt8(half >> 8)] }
      stream += block
    }
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return stream + number(Int(high << 16 | low))
  }

  /// A number of four bytes.
  public static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  // MARK: -

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }
}
