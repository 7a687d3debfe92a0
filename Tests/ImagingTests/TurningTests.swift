import Testing

@testable import Imaging

@Suite struct TurningTests {
  private let two = Raster(width: 3, height: 2, channelCount: 1, samples: [1, 2, 3, 4, 5, 6])

  @Test("Quarter turns go clockwise")
  func quarterTurns() {
    #expect(two.rotated(quarterTurns: 1).samples == [4, 1, 5, 2, 6, 3])
    #expect(two.rotated(quarterTurns: 1).extent == Extent(width: 2, height: 3))
    #expect(two.rotated(quarterTurns: 2).samples == [6, 5, 4, 3, 2, 1])
    #expect(two.rotated(quarterTurns: 3).samples == [3, 6, 2, 5, 1, 4])
    #expect(two.rotated(quarterTurns: -1) == two.rotated(quarterTurns: 3))
    #expect(two.rotated(quarterTurns: 8) == two)
  }

  @Test("Flips exchange the sides")
  func flips() {
    #expect(two.flippedHorizontally().samples == [3, 2, 1, 6, 5, 4])
    #expect(two.flippedVertically().samples == [4, 5, 6, 1, 2, 3])
  }

  @Test("Turns of colour pictures compose, at odd extents too")
  func compose() {
    for (width, height) in [(1, 1), (1, 7), (5, 3), (16, 9)] {
      let source = noise(width: width, height: height, channelCount: 3)
      #expect(source.rotated(quarterTurns: 1).rotated(quarterTurns: 1) == source.rotated(quarterTurns: 2))
      #expect(source.rotated(quarterTurns: 1).rotated(quarterTurns: 3) == source)
      #expect(source.flippedHorizontally().rotated(quarterTurns: 2) == source.flippedVertically())
    }
  }

  @Test("A whole-pixel crop is black outside, wherever it lies")
  func cropped() {
    #expect(two.cropped(x: 1, y: 1, width: 3, height: 2).samples == [5, 6, 0, 0, 0, 0])
    #expect(two.cropped(x: -1, y: -1, width: 3, height: 2).samples == [0, 0, 0, 0, 1, 2])
    #expect(two.cropped(x: 7, y: 0, width: 2, height: 1).samples == [0, 0])
    #expect(two.cropped(x: -7, y: -9, width: 2, height: 1).samples == [0, 0])
    #expect(two.cropped(x: 0, y: 0, width: 0, height: 0).samples.isEmpty)
  }

  @Test("Grey becomes colour and back without a change; luma is Pillow's")
  func grey() throws {
    #expect(two.rgb().samples == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6])
    #expect(two.rgb().grey() == two)
    let expected = try Golden.raster("grey.png.raw", width: 45, height: 31, channelCount: 1)
    #expect(try Golden.source().grey() == expected)
  }
}
