import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct EXIFOrientationTests {
  /// A JPEG's beginning with an EXIF block around these TIFF bytes.
  private func orientation(_ tiff: [UInt8], declaredLength: Int? = nil) -> Int {
    let content = Array("Exif\0\0".utf8) + tiff
    let length = declaredLength ?? content.count + 2
    let bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
    return bytes.withUnsafeBufferPointer(EXIFOrientation.inJPEG)
  }

  private let little: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
  private let big: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]

  @Test("Both byte orders are read", arguments: 1...8)
  func bothByteOrders(_ number: UInt8) {
    #expect(orientation(little + [1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, number, 0, 0, 0]) == Int(number))
    #expect(orientation(big + [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, number, 0, 0]) == Int(number))
  }

  @Test func `the number may have any type of integer that fits`() {
    for (type, bytes) in [(1, 1), (3, 2), (4, 4), (6, 1), (8, 2), (9, 4)] as [(UInt8, Int)] {
      let padding = [UInt8](repeating: 0, count: 4 - bytes)
      let number = [UInt8](repeating: 0, count: bytes - 1)
      #expect(orientation(little + [1, 0, 0x12, 0x01, type, 0, 1, 0, 0, 0, 6] + number + padding) == 6)
      #expect(orientation(big + [0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1] + number + [6] + padding) == 6)
    }
  }

  @Test(arguments: 1...8)
  func `a PNG is turned as a JPEG is, whether its block precedes or follows the pixels`(number: UInt8) throws
  {
    let source = try Golden.source()
    let picture = WrittenPicture(
      width: source.width, height: source.height, channelCount: 3, bytes: source.samples)
    let block = little + [1, 0, 0x12, 0x01, 4, 0, 1, 0, 0, 0, number, 0, 0, 0, 0, 0, 0, 0]
    let expected = source.upright(orientation: Int(number))
    for chunk in [block, Array("Exif\0\0".utf8) + block].map({ PNGParts.chunk("eXIf", $0) }) {
      for bytes in [picture.png(bits: 8, before: chunk), picture.png(bits: 8, after: chunk)] {
        #expect(try Raster.decode(Data(bytes), place: "turned.png") == expected)
      }
    }
    let tiff = picture.tiff(bits: 8, (274, 4, [UInt32(number)]))
    #expect(try Raster.decode(Data(tiff), place: "turned.tif") == expected)
  }

  @Test("The tag is found behind others, and behind a fill byte and other segments")
  func skipsOthers() {
    let other: [UInt8] = [0x0F, 0x01, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0]
    #expect(orientation(little + [2, 0] + other + [0x12, 0x01, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0]) == 8)
    let tiff = little + [1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    let exif = Array("Exif\0\0".utf8) + tiff
    let bytes: [UInt8] =
      [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif
    #expect(bytes.withUnsafeBufferPointer(EXIFOrientation.inJPEG) == 6)
  }

  @Test("A malformed block counts as upright")
  func malformed() {
    let good = little + [1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
    #expect(orientation(good) == 6)
    for count in 0..<good.count - 2 { #expect(orientation(Array(good.prefix(count))) == 1) }
    #expect(orientation(good, declaredLength: 0) == 1)
    #expect(orientation(good, declaredLength: 6) == 1)
    #expect(orientation(good, declaredLength: 60_000) == 1)
    #expect(orientation([0x49, 0x49, 42, 0, 0xFF, 0xFF, 0xFF, 0xFF]) == 1)
    #expect(orientation(little + [1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0]) == 1)
    #expect(orientation(little + [0xFF, 0xFF]) == 1)
    #expect([0xFF, 0xD8].withUnsafeBufferPointer(EXIFOrientation.inJPEG) == 1)
  }
}
