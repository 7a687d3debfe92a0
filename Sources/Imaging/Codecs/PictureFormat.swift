import Foundation

/// The compressed formats that can be read. The first bytes decide, never the file's name.
enum PictureFormat: String, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case tiff = "TIFF"

  /// The format that the bytes claim to be; nil if it is none of these.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if Self.tiffBeginnings.contains(where: { bytes.starts(with: $0) }) {
      self = .tiff
    } else {
      return nil
    }
  }

  /// Little- and big-endian, classic (42) and BigTIFF (43).
  private static let tiffBeginnings: [[UInt8]] = [
    [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
  ]
}
