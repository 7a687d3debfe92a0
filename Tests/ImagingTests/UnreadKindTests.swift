import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Valid pictures of kinds that are not read: unsupported is not damaged.
@Suite struct UnreadKindTests {
  private let remedy = "Convert it to an 8-bit RGB or grey JPEG, PNG or TIFF."

  /// `rgb-444.jpg` with another frame header.
  private func jpeg(marker: UInt8, bits: UInt8 = 8) throws -> Data {
    var data = try Golden.data("rgb-444.jpg")
    let frame = try #require(data.range(of: Data([0xFF, 0xC0]))).lowerBound
    (data[frame + 1], data[frame + 4]) = (marker, bits)
    return data
  }

  @Test(
    arguments: [
      (0xC3, 8, "it is coded without loss (lossless JPEG)"),
      (0xC3, 16, "it is coded without loss (lossless JPEG)"),
      (0xC0, 12, "it has 12 bits a sample"), (0xC1, 12, "it has 12 bits a sample"),
      (0xC5, 8, "its coding is hierarchical"), (0xCB, 8, "it is coded without loss (lossless JPEG)"),
      (0xF7, 8, "it is coded as JPEG-LS"),
    ] as [(UInt8, UInt8, String)])
  func `a JPEG of a rare coding is unsupported`(marker: UInt8, bits: UInt8, clause: String) throws {
    let data = try jpeg(marker: marker, bits: bits)
    let error = imagingError { _ = try Raster.decode(data, place: "a.jpg") }
    #expect(error?.message == "a.jpg: is a kind of JPEG that is not read here (\(clause)). \(remedy)")
  }

  @Test func `an arithmetic-coded JPEG is read, and damaged where it is cut off`() throws {
    let whole = try Golden.data("arithmetic.jpg")
    #expect(try Raster.decode(whole, place: "a.jpg") == Raster.load(Golden.url("rgb-444.jpg")))
    #expect(imagingError { _ = try Raster.decode(whole.prefix(600), place: "a.jpg") }?.code == .truncated)
  }

  @Test(arguments: [(34712, "JPEG 2000"), (33005, "JPEG 2000"), (50002, "JPEG XL"), (22610, "JPEG XR")])
  func `a TIFF with a codec that is not here is unsupported`(compression: UInt32, name: String) {
    let tiff = WrittenPicture(width: 4, height: 4, channelCount: 1, bytes: Array(0..<16)).tiff(
      bits: 8, (259, 3, [compression]))
    let error = imagingError { _ = try Raster.decode(Data(tiff), place: "a.tif") }
    #expect(
      error?.message
        == "a.tif: is a kind of TIFF that is not read here (it is compressed as \(name)). \(remedy)")
  }

  @Test(arguments: [(0xC3, 8, "without loss"), (0xC1, 12, "12 bits")] as [(UInt8, UInt8, String)])
  func `a TIFF with a JPEG of a rare coding inside is unsupported`(
    marker: UInt8, bits: UInt8, clause: String
  ) throws {
    var page = WrittenPicture(width: 45, height: 31, channelCount: 3, bytes: []).page(
      bits: 8, entries: [(259, 3, [7]), (258, 3, Array(repeating: UInt32(bits), count: 3))])
    page.strip = Array(try jpeg(marker: marker, bits: bits))
    let error = imagingError { _ = try Raster.decode(Data(TIFFPage.file([page])), place: "a.tif") }
    #expect(error?.code == .unsupported && error?.libraryMessage?.contains(clause) == true)
  }

  @Test func `colours for print are refused in a TIFF as in a JPEG`() throws {
    let tiff = WrittenPicture(width: 4, height: 1, channelCount: 4, bytes: Array(0..<16)).tiff(
      bits: 8, (262, 3, [5]))
    let inTIFF = imagingError { _ = try Raster.decode(Data(tiff), place: "a.tif") }
    let inJPEG = imagingError { _ = try Raster.load(Golden.url("cmyk.jpg")) }
    #expect(inTIFF?.libraryMessage == "its colours are for print (CMYK)")
    #expect(inTIFF?.libraryMessage == inJPEG?.libraryMessage && inTIFF?.remedy == inJPEG?.remedy)
  }

  @Test(arguments: [
    ("GIF89a", "a GIF"), ("RIFF....WEBPVP8 ", "a WebP"), ("....ftypheic", "a HEIF or AVIF"),
    ("....jP  ", "a JPEG 2000"),
    ("BM....\0\0\0\0", "a BMP"),
  ])
  func `a picture of another format is called by its name`(beginning: String, name: String) {
    let error = imagingError { _ = try Raster.decode(Data(beginning.utf8), place: "a.jpg") }
    #expect(error?.message == "a.jpg: is \(name), not a JPEG, PNG or TIFF. \(remedy)")
  }

  @Test func `the transparent part of a picture is measured`() throws {
    let folder = try TemporaryFolder()
    let colours = WrittenPicture(width: 4, height: 2, channelCount: 3, bytes: Array(repeating: 90, count: 24))
    var half = colours.adding(channel: 0)
    for pixel in 0..<4 { half.samples[pixel * 4 + 3] = 1 }
    let files: [(String, [UInt8], Double)] = [
      ("opaque.png", colours.png(bits: 8), 0), ("clear.png", colours.adding(channel: 0).png(bits: 8), 1),
      ("half.png", half.png(bits: 8), 0.5), ("deep.png", half.png(), 0.5),
      ("clear.tif", colours.adding(channel: 0).tiff(bits: 8, (338, 3, [2])), 1),
      ("half.tif", half.tiff(bits: 8, (338, 3, [2])), 0.5), ("opaque.tif", colours.tiff(bits: 8), 0),
    ]
    for (name, bytes, expected) in files {
      let url = folder.url.appendingPathComponent(name)
      try Data(bytes).write(to: url)
      #expect(try Raster.transparentFraction(of: url) == expected, "\(name)")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a pipe, a folder and a broken link are refused without waiting`() throws {
    let folder = try TemporaryFolder()
    func path(_ name: String) -> URL { folder.url.appendingPathComponent(name) }
    #expect(mkfifo(path("pipe.png").path, 0o600) == 0)
    #expect(symlink("nowhere.png", path("link.png").path) == 0)
    for (name, clause) in [
      ("pipe.png", "is a named pipe, not a file"), ("", "is a folder, not a file"),
      ("link.png", "is a symbolic link to a file that is not there"),
    ] {
      let error = imagingError { _ = try Raster.load(path(name)) }
      #expect(error?.code == .unreadable && error?.reason == clause)
    }
  }
}
