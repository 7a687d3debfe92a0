import Foundation

/// The checksum of TFRecord files: CRC-32C, masked.
///
/// Source: RFC 3720, appendix B.4, for the polynomial of Castagnoli; TensorFlow's `core/lib/hash/crc32c.h` for the mask.
enum CyclicChecksum {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82F6_3B78 }
  }

  /// CRC-32C of some bytes.
  static func crc32c(_ data: Data) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      data.withUnsafeBytes { bytes in
        var value = UInt32.max
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ value >> 8 }
        return ~value
      }
    }
  }

  /// The checksum as a record holds it: rotated and moved, so that a record within a record has another one.
  static func masked(_ data: Data) -> UInt32 {
    let value = crc32c(data)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
