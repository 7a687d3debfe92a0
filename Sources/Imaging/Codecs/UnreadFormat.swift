import Foundation

/// A format of pictures that is recognised by its first bytes, but not read.
enum UnreadFormat: String, CaseIterable {
  case gif = "a GIF"
  case bmp = "a BMP"
  case webP = "a WebP"
  case jpeg2000 = "a JPEG 2000"
  case jpegXL = "a JPEG XL"
  case heif = "a HEIF or AVIF"
  case dicom = "a DICOM"

  /// The format that the bytes claim to be; nil if it is none of these.
  init?(_ data: Data) {
    let found = Self.allCases.first { format in
      format.beginnings.contains { $0.allSatisfy { data.dropFirst($0.offset).starts(with: $0.bytes) } }
    }
    guard let found else { return nil }
    self = found
  }

  /// The format with its article.
  var phrase: String { rawValue }

  // MARK: -

  private typealias Bytes = (offset: Int, bytes: [UInt8])

  /// The ways in which its files begin: all of the given bytes at their offsets.
  private var beginnings: [[Bytes]] {
    switch self {
    case .gif: [[(0, Array("GIF8".utf8))]]
    case .bmp: [[(0, Array("BM".utf8)), (6, [0, 0, 0, 0])]]
    case .webP: [[(0, Array("RIFF".utf8)), (8, Array("WEBP".utf8))]]
    case .jpeg2000: [[(4, Array("jP  ".utf8))], [(0, [0xFF, 0x4F, 0xFF, 0x51])]]
    case .jpegXL: [[(4, Array("JXL ".utf8))], [(0, [0xFF, 0x0A])]]
    case .heif: ["heic", "heix", "mif1", "avif"].map { [(4, Array("ftyp\($0)".utf8))] }
    case .dicom: [[(128, Array("DICM".utf8))]]
    }
  }
}
