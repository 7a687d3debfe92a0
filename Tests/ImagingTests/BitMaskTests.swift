import Foundation
import Testing
import Workbench

@testable import Imaging

@Suite struct BitMaskTests {
  @Test("Components have OpenCV's boxes and pixel counts")
  func matchesOpenCV() throws {
    let mask = try BitMask.load(Golden.url("mask.png"))
    let expected = try Golden.rows("mask.csv").map { row in
      try ["x0", "y0", "x1", "y1", "pixels"].map { try #require(row[$0].flatMap(Int.init)) }
    }
    let found = mask.components().map { $0.box.coordinates.map { Int($0) } + [$0.pixelCount] }
    #expect(found.sorted { $0.lexicographicallyPrecedes($1) } == expected)
    #expect(mask.count == expected.reduce(0) { $0 + $1[4] })
  }

  @Test("Corners join, and arms that meet below are one component")
  func corners() {
    let mask = BitMask(
      width: 5, height: 4,
      bits: [
        1, 0, 0, 0, 1,
        0, 1, 0, 1, 0,
        0, 0, 1, 0, 0,
        0, 0, 0, 0, 1,
      ])
    let found = mask.components()
    #expect(
      found == [
        .init(box: Box(minX: 0, minY: 0, maxX: 5, maxY: 3), pixelCount: 5),
        .init(box: Box(minX: 4, minY: 3, maxX: 5, maxY: 4), pixelCount: 1),
      ])
  }

  @Test("A mask of nothing has no component; a full one has one")
  func extremes() {
    #expect(BitMask(width: 9, height: 7, bits: Array(repeating: 0, count: 63)).components().isEmpty)
    #expect(BitMask(width: 0, height: 0, bits: []).components().isEmpty)
    let full = BitMask(width: 9, height: 7, bits: Array(repeating: 255, count: 63))
    #expect(full.components().map(\.pixelCount) == [63])
  }

  @Test("A mask returns from its PNG, which has one bit a pixel", arguments: [1, 8, 13])
  func returns(_ width: Int) throws {
    let mask = BitMask(
      noise(width: width, height: 5, channelCount: 1).cropped(x: -1, y: 1, width: width, height: 5))
    let png = try mask.png()
    #expect(png[24] == 1)
    #expect(BitMask(try Raster.decode(png, place: "mask.png")) == mask)
  }

  @Test("Colours and faint samples count, black does not")
  func colours() {
    let raster = Raster(width: 3, height: 1, channelCount: 3, samples: [0, 0, 1, 0, 0, 0, 128, 0, 0])
    #expect(BitMask(raster).bits == [1, 0, 1])
  }
}
