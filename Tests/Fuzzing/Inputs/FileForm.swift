/// What is known of a file format, so that damage gets past its first check: where the numbers stand that
/// others depend on, which stretches belong together, and which checksums hide every other change.
///
/// All three take any bytes, damaged ones too.
protocol FileForm: Sendable {
  /// Numbers such as lengths, counts and offsets.
  func fields(in bytes: [UInt8]) -> [Field]
  /// Stretches that can be doubled, left out and exchanged: chunks, segments, entries, lines.
  func parts(of bytes: [UInt8]) -> [Range<Int>]
  /// Texts that mean something in the format.
  var words: [[UInt8]] { get }
  /// Puts right what a careful author of a wrong file would: lengths and checksums.
  func repair(_ bytes: inout [UInt8])
}

/// A whole number in a file.
struct Field {
  let offset: Int
  let byteCount: Int
  let isLittleEndian: Bool
}

extension FileForm {
  var words: [[UInt8]] { [] }
  func repair(_ bytes: inout [UInt8]) {}
}

extension [UInt8] {
  /// The number in a field; 0 where it lies outside.
  func number(_ field: Field) -> UInt64 {
    guard field.offset >= 0, field.offset + field.byteCount <= count else { return 0 }
    let digits = self[field.offset..<field.offset + field.byteCount]
    return field.isLittleEndian
      ? digits.reversed().reduce(0) { $0 << 8 | UInt64($1) } : digits.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Writes a number into a field, cut to its bytes; does nothing where the field lies outside.
  mutating func set(_ field: Field, to value: UInt64) {
    guard field.offset >= 0, field.offset + field.byteCount <= count else { return }
    for index in 0..<field.byteCount {
      let shift = UInt64(8 * (field.isLittleEndian ? index : field.byteCount - 1 - index))
      self[field.offset + index] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }

  /// The number of `byteCount` bytes at an offset, as a count; nil outside of the file or of `Int`.
  func count(at offset: Int, _ byteCount: Int, little: Bool) -> Int? {
    guard offset >= 0, offset <= count - byteCount else { return nil }
    return Int(exactly: number(Field(offset: offset, byteCount: byteCount, isLittleEndian: little)))
  }
}
