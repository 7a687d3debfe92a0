import Foundation

/// A message of protocol buffers as its fields are written one after the other.
///
/// Source: the encoding guide of protocol buffers.
struct ProtocolMessage {
  /// The bytes so far.
  private(set) var bytes = Data()

  /// A message without fields.
  init() {}

  /// An integer that is not negative.
  mutating func append(_ field: Int, integer: Int) {
    appendKey(field, kind: 0)
    appendInteger(UInt64(integer))
  }

  /// A number of 64 bits.
  mutating func append(_ field: Int, double: Double) {
    appendKey(field, kind: 1)
    withUnsafeBytes(of: double.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A number of 32 bits.
  mutating func append(_ field: Int, float: Float) {
    appendKey(field, kind: 5)
    withUnsafeBytes(of: float.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Bytes with their length.
  mutating func append(_ field: Int, data: Data) {
    appendKey(field, kind: 2)
    appendInteger(UInt64(data.count))
    bytes.append(data)
  }

  /// A text.
  mutating func append(_ field: Int, text: String) { append(field, data: Data(text.utf8)) }

  /// A message within this one.
  mutating func append(_ field: Int, message: ProtocolMessage) { append(field, data: message.bytes) }

  // MARK: -

  private mutating func appendKey(_ field: Int, kind: Int) { appendInteger(UInt64(field << 3 | kind)) }

  /// Seven bits a byte, the lowest first.
  private mutating func appendInteger(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
