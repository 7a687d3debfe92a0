import Foundation
import Testing

@testable import Imaging

@Suite struct EncodingTests {
  @Test("A PNG returns the same picture, and the same picture the same bytes", arguments: [1, 3])
  func pngKeepsEverything(_ channelCount: Int) throws {
    for (width, height) in [(1, 1), (7, 13), (64, 3)] {
      let raster = noise(width: width, height: height, channelCount: channelCount)
      let bytes = try raster.png()
      #expect(try Raster.decode(bytes, place: "noise.png") == raster)
      #expect(try raster.png() == bytes)
    }
  }

  @Test("A PNG holds neither a time nor a text")
  func pngHasNoTime() throws {
    let bytes = try Golden.source().png()
    for chunk in ["tIME", "tEXt", "zTXt", "iTXt"] { #expect(bytes.range(of: Data(chunk.utf8)) == nil) }
    #expect(bytes.range(of: Data("IEND".utf8)) != nil)
  }

  @Test("A JPEG of high quality is near the picture, in 4:4:4 nearer than in 4:2:0")
  func jpegIsNear() throws {
    let source = try Golden.source()
    let full = try Raster.decode(try source.jpeg(quality: 95), place: "full.jpg")
    let halved = try Raster.decode(try source.jpeg(quality: 95, subsampled: true), place: "halved.jpg")
    let error = { (raster: Raster) in
      zip(raster.samples, source.samples).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
        / Double(source.samples.count)
    }
    #expect(error(full) < 6)
    #expect(error(halved) > error(full))
    #expect(try source.jpeg(quality: 95) == (try source.jpeg(quality: 95)))
    let grey = try Raster.decode(try source.grey().jpeg(quality: 95), place: "grey.jpg")
    #expect(grey.channelCount == 1)
  }

  @Test("A picture without pixels, or beyond a format, is refused in a sentence")
  func refuses() {
    let empty = Raster(width: 0, height: 0, channelCount: 3)
    #expect(imagingError { _ = try empty.png() }?.code == .cannotEncode)
    #expect(imagingError { _ = try empty.jpeg(quality: 90) }?.exitCode == .cannotCreate)
    let long = Raster(width: 70_000, height: 1, channelCount: 1)
    let error = imagingError { _ = try long.jpeg(quality: 90) }
    #expect(error?.code == .cannotEncode)
    #expect(error?.description.hasPrefix("a picture of 70000 x 1 pixels: cannot be encoded as JPEG") == true)
  }
}
