import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Samples of more than 8 bits: whatever their depth, the picture is as bright as it was.
@Suite struct SampleDepthTests {
  /// The 45 x 31 picture in colour, with a white pixel.
  private let source: Raster
  init() throws { source = try Golden.source() }

  private func written(_ depth: Int, grey: Bool = false) -> WrittenPicture {
    let raster = grey ? source.grey() : source
    return WrittenPicture(
      width: raster.width, height: raster.height, channelCount: raster.channelCount, bytes: raster.samples,
      depth: depth)
  }

  private func decode(_ bytes: [UInt8]) throws -> Raster { try Raster.decode(Data(bytes), place: "deep") }

  @Test(arguments: [8, 10, 12, 16])
  func `the range of 16-bit samples shows their depth where no file says it`(depth: Int) throws {
    #expect(try decode(written(depth).png()) == source)
    #expect(try decode(written(depth, grey: true).png()) == source.grey())
    #expect(try decode(written(depth).tiff(bits: 16)) == source)
    #expect(try decode(written(depth, grey: true).tiff(bits: 16)) == source.grey())
  }

  @Test func `14 bits in 16 may be a dark picture, so the file must say them`() throws {
    let deep = written(14)
    for bytes in [deep.png(), deep.tiff(bits: 16)] {
      let error = imagingError { _ = try decode(bytes) }
      #expect(
        error?.message
          == "deep: has 16-bit samples of which at most 14 bits are used, and does not say how many they have. Save it "
          + "with 8 bits, or with its depth in PNG's sBIT or TIFF's MaxSampleValue.")
    }
    #expect(try decode(deep.png(before: PNGParts.chunk("sBIT", [14, 14, 14]))) == source)
    for entry: WrittenPicture.Entry in [(281, 3, [16383, 16383, 16383]), (341, 4, [16383, 16383, 16383])] {
      #expect(try decode(deep.tiff(bits: 16, entry)) == source)
    }
    // A statistic of the picture says nothing.
    #expect(imagingError { _ = try decode(deep.tiff(bits: 16, (281, 3, [16001, 16001, 16001]))) } != nil)
  }

  /// The picture of a depth whose first row is 0x4000 throughout: even, and more than 14 bits.
  private func firstRowHalf(_ depth: Int) -> WrittenPicture {
    var picture = written(depth)
    for index in 0..<picture.width * 3 { picture.samples[index] = 0x4000 }
    return picture
  }

  @Test func `15 bits that the file says are read, and all rows decide whether 15 are enough`() throws {
    #expect(try decode(written(15).png(before: PNGParts.chunk("sBIT", [15, 15, 15]))) == source)
    for (depth, first) in [(15, UInt8(128)), (16, 64)] {
      let picture = firstRowHalf(depth)
      var expected = source.samples
      for index in 0..<source.width * 3 { expected[index] = first }
      for bytes in [
        picture.png(before: PNGParts.chunk("sBIT", [15, 15, 15])),
        picture.tiff(bits: 16, (281, 3, [32767, 32767, 32767])),
      ] {
        #expect(try decode(bytes).samples == expected)
      }
    }
  }

  @Test func `a depth that a file says makes a dark picture no brighter`() throws {
    let dark = written(12).map { $0 / 8 }
    let expected = source.samples.map { Int($0) / 8 }
    for bytes in [
      dark.png(before: PNGParts.chunk("sBIT", [12, 12, 12])),
      dark.tiff(bits: 16, (281, 3, [4095, 4095, 4095])),
    ] {
      let decoded = try decode(bytes)
      #expect(zip(decoded.samples, expected).allSatisfy { abs(Int($0) - $1) <= 1 })
    }
  }

  @Test(arguments: [10, 12, 14, 15])
  func `a PNG by the specification, with samples in the highest bits, is read as before`(depth: UInt8) throws
  {
    let high = written(Int(depth)).map { $0 << (16 - UInt16(depth)) }
    let decoded = try decode(high.png(before: PNGParts.chunk("sBIT", [depth, depth, depth])))
    #expect(try #require(decoded.largestDifference(from: source)) <= 1)
  }

  @Test func `alpha may have the depth of the colours, or 16 bits`() throws {
    for (opaque, half) in [(UInt16(1023), UInt16(511)), (0xFFFF, 0x7FFF)] {
      #expect(try decode(written(10).adding(channel: opaque).png()) == source)
      let faint = try decode(written(10).adding(channel: half).png())
      #expect(zip(faint.samples, source.samples).allSatisfy { abs(Int($0) - Int($1) / 2) <= 1 })
      let tiff = written(10).adding(channel: opaque).tiff(bits: 16, (338, 3, [2]))
      #expect(try decode(tiff) == source)
    }
  }

  @Test(arguments: [9, 10, 12, 14, 15])
  func `a TIFF with packed samples of a number of bits between 8 and 16 is read`(depth: Int) throws {
    #expect(try decode(written(depth).tiff(bits: depth)) == source)
    #expect(try decode(written(depth, grey: true).tiff(bits: depth)) == source.grey())
    let negative = written(depth, grey: true).map { UInt16((1 << depth) - 1) - $0 }
    #expect(try decode(negative.tiff(bits: depth, (262, 3, [0]))) == source.grey())
  }

  @Test func `signed samples are read where none is below 0`() throws {
    #expect(try decode(written(12).tiff(bits: 16, (339, 3, [2, 2, 2]))) == source)
    #expect(try decode(written(15).tiff(bits: 16, (339, 3, [2, 2, 2]))) == source)
    let error = imagingError { _ = try decode(written(16).tiff(bits: 16, (339, 3, [2, 2, 2]))) }
    #expect(error?.code == .unsupported && error?.libraryMessage == "it has samples below 0")
  }

  @Test func `a mask of 0 and 1 in 16 bits is not empty`() throws {
    let mask = written(16, grey: true).map { $0 > 30_000 ? 1 : 0 }
    #expect(BitMask(try decode(mask.png())).count == mask.samples.count { $0 == 1 })
  }

  @Test(arguments: [0.5, 0.9])
  func `a deep picture that is cut off is damaged`(part: Double) {
    for whole in [written(12).tiff(bits: 12), written(10).tiff(bits: 16), written(10).png()] {
      let error = imagingError { _ = try decode(Array(whole.prefix(Int(Double(whole.count) * part)))) }
      #expect(error?.code == .truncated)
    }
  }
}
