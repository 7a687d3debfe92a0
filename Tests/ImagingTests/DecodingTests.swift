import Foundation
import Testing
import Workbench

@testable import Imaging

@Suite struct DecodingTests {
  @Test("Every format decodes to what Pillow decodes, turned upright")
  func matchesPillow() throws {
    let rows = try Golden.rows("decode.csv")
    #expect(rows.count == 30)
    for row in rows {
      let name = try #require(row["file"])
      let expected = try Golden.raster(
        "\(name).raw", width: try #require(row["width"].flatMap(Int.init)),
        height: try #require(row["height"].flatMap(Int.init)),
        channelCount: try #require(row["channels"].flatMap(Int.init)))
      // One step where codecs may round apart: the JPEG transform, and composing on black.
      let tolerance = try #require(row["tolerance"].flatMap(Int.init))
      let decoded = try Raster.load(Golden.url(name))
      let difference = try #require(decoded.largestDifference(from: expected), "\(name) is of another kind")
      #expect(difference <= tolerance, "\(name)")
      #expect(try Raster.extent(of: Golden.url(name)) == expected.extent, "\(name)")
    }
  }

  @Test("A comparison of pictures notices one changed sample")
  func comparisonCanFail() throws {
    let source = try Golden.source()
    var changed = source
    changed.samples[1000] ^= 8
    #expect(source.largestDifference(from: changed) == 8)
    #expect(source.largestDifference(from: source.grey()) == nil)
  }

  @Test(
    "A valid picture of a kind that is not read is refused as unsupported",
    arguments: ["cmyk.jpg", "float.tif"])
  func refusesOtherKinds(_ name: String) {
    let error = imagingError { _ = try Raster.load(Golden.url(name)) }
    #expect(error?.code == .unsupported)
    #expect(error?.exitCode == .badData)
  }

  @Test("Bytes that are no picture, and no bytes, are answered in a sentence")
  func refusesOtherBytes() {
    let text = imagingError { _ = try Raster.decode(Data("not a picture".utf8), place: "notes.jpg") }
    #expect(
      text?.message == "notes.jpg: is not a JPEG, PNG or TIFF. Give a JPEG, PNG or TIFF file.")
    let nothing = imagingError { _ = try Raster.decode(Data(), place: "empty.png") }
    #expect(nothing?.description == "empty.png: is empty.")
    let absent = imagingError { _ = try Raster.load(URL(fileURLWithPath: "/nowhere/a.png")) }
    #expect(absent?.description == "/nowhere/a.png: does not exist.")
    #expect(absent?.exitCode == .missingInput)
    let folder = imagingError { _ = try Raster.load(Golden.folder) }
    #expect(folder?.code == .unreadable)
  }

  @Test(
    "A picture that is cut off is refused, whatever its format",
    arguments: ["rgb-444.jpg", "rgb-420.jpg", "progressive.jpg", "rgb.png", "interlaced.png", "rgb-raw.tif"])
  func refusesTruncated(_ name: String) throws {
    let whole = try Golden.data(name)
    for part in [0.5, 0.8, 0.95] {
      let error = imagingError {
        _ = try Raster.decode(whole.prefix(Int(Double(whole.count) * part)), place: name)
      }
      #expect(error?.code == .truncated || error?.code == .notAPicture, "\(name) at \(part)")
    }
  }

  @Test("A picture above the allowed number of pixels is refused before it is decoded")
  func refusesTooLarge() throws {
    let data = try Golden.data("rgb.png")
    let error = imagingError { _ = try Raster.decode(data, place: "rgb.png", maximumPixels: 45 * 31 - 1) }
    #expect(error?.description == "rgb.png: has 45 x 31 pixels, more than the 1394 allowed.")
    #expect(try Raster.decode(data, place: "rgb.png", maximumPixels: 45 * 31).extent.pixelCount == 1395)
    // A PNG header of 100,000 x 100,000 pixels, its checksum right, and nothing behind it.
    var huge = data.prefix(33)
    huge.replaceSubrange(16..<24, with: [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0])
    huge.replaceSubrange(29..<33, with: crc32(Array(huge[12..<29])))
    #expect(imagingError { _ = try Raster.decode(huge, place: "huge.png") }?.code != nil)
  }

  @Test("A chunk of a PNG that claims gigabytes is refused before memory is taken for it")
  func refusesLongChunk() throws {
    let whole = try Golden.data("rgb.png")
    let long = Data([0x74, 0x45, 0x58, 0x74] + "tEXt".utf8)
    for ending in ["", "nothing"] {
      let data = whole.prefix(33) + long + Data(ending.utf8)
      let error = imagingError { _ = try Raster.decode(data, place: "long.png") }
      #expect(error?.code == .notAPicture)
      #expect(error?.libraryMessage == "a chunk ends behind the file")
    }
    // Behind the pixels too, in whose place a chunk that is cut off is a damaged picture.
    let end = try #require(whole.range(of: Data("IEND".utf8))).lowerBound - 4
    let error = imagingError { _ = try Raster.decode(whole[..<end] + long, place: "long.png") }
    #expect(error?.code == .truncated)
    #expect(error?.libraryMessage == "a chunk ends behind the file")
    #expect(try Raster.decode(whole + long, place: "more.png") == Raster.decode(whole, place: "rgb.png"))
  }

  @Test("A JPEG at a smaller scale has at least the asked extent, turned upright")
  func scaledDecoding() throws {
    let url = Golden.url("orientation-6.jpg")  // 31 x 45 as seen
    let sixEighths = try Raster.load(url, atLeast: Extent(width: 20, height: 31))
    #expect(sixEighths.extent == Extent(width: 24, height: 34))
    #expect(
      try Raster.load(url, atLeast: Extent(width: 31, height: 1)).extent == Extent(width: 31, height: 45))
    #expect(try Raster.load(url, atLeast: Extent(width: 900, height: 900)).extent.width == 31)
    #expect(try Raster.load(url, atLeast: Extent(width: 1, height: 1)).extent == Extent(width: 4, height: 6))
  }

  @Test("Seeded damage anywhere in a file gives a picture or an error, never a crash")
  func survivesMutation() throws {
    let names = try Golden.rows("decode.csv").compactMap { $0["file"] } + ["cmyk.jpg", "float.tif"]
    var refusedCount = 0
    for name in names {
      let original = try Golden.data(name)
      for item in 0..<60 {
        var random = RandomStream(seed: 20_170_911, purpose: "mutation of \(name)", items: item)
        var data = original
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          data[Int.random(in: 0..<data.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        if item % 4 == 0 { data = data.prefix(Int.random(in: 0...data.count, using: &random)) }
        do {
          let raster = try Raster.decode(data, place: name, maximumPixels: 4_000_000)
          #expect(raster.samples.count == raster.extent.pixelCount * raster.channelCount)
        } catch {
          refusedCount += 1
          #expect(!error.description.isEmpty)
        }
      }
    }
    #expect(refusedCount > names.count * 15, "damage must be noticed most of the time")
  }

  /// The checksum of a PNG chunk, bit by bit.
  private func crc32(_ bytes: [UInt8]) -> [UInt8] {
    let register = bytes.reduce(0xFFFF_FFFF as UInt32) { register, byte in
      (0..<8).reduce(register ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
    return withUnsafeBytes(of: (~register).bigEndian) { Array($0) }
  }
}
