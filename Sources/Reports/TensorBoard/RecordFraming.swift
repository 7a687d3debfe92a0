import Foundation

/// The framing of TFRecord files: length, its checksum, the bytes, their checksum; all numbers little-endian.
///
/// Source: TensorFlow's guide to TFRecord and tf.train.Example.
enum RecordFraming {
  private static let headerByteCount = 12
  private static let footerByteCount = 4

  /// The bytes of a record in its frame.
  static func framed(_ content: Data) -> Data {
    let length = bytes(of: UInt64(content.count))
    return length + bytes(of: CyclicChecksum.masked(length)) + content
      + bytes(of: CyclicChecksum.masked(content))
  }

  /// The records of a file, up to the first that is cut off or damaged.
  static func contents(of file: Data) -> [Data] {
    var contents: [Data] = []
    var rest = file[...]
    while rest.count >= headerByteCount {
      let length = rest.prefix(8)
      let count = Int(exactly: number(length)) ?? .max
      guard CyclicChecksum.masked(Data(length)) == UInt32(number(rest.dropFirst(8).prefix(4))),
        count <= rest.count - headerByteCount - footerByteCount
      else { break }
      let content = Data(rest.dropFirst(headerByteCount).prefix(count))
      rest = rest.dropFirst(headerByteCount + count)
      guard CyclicChecksum.masked(content) == UInt32(number(rest.prefix(footerByteCount))) else { break }
      rest = rest.dropFirst(footerByteCount)
      contents.append(content)
    }
    return contents
  }

  // MARK: -

  private static func bytes(of number: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }

  private static func number(_ bytes: Data) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
