import Fundus
import Imaging
import Testing
import Workbench

@Suite("The eight orientations")
struct OrientationTests {
  /// Grey values that name their pixel.
  private func numbered(_ side: Int, channels: Int = 1) -> Raster {
    Raster(
      width: side, height: side, channelCount: channels,
      samples: (0..<side * side * channels).map { UInt8(truncatingIfNeeded: $0) })
  }

  @Test("A quarter turn is clockwise, a flip exchanges left and right first")
  func meaning() {
    let raster = numbered(2)  // 0 1 / 2 3
    #expect(Orientation(1).apply(to: raster).samples == [2, 0, 3, 1])
    #expect(Orientation(2).apply(to: raster).samples == [3, 2, 1, 0])
    #expect(Orientation(3).apply(to: raster).samples == [1, 3, 0, 2])
    #expect(Orientation(4).apply(to: raster).samples == [1, 0, 3, 2])
    #expect(Orientation(5).apply(to: raster).samples == [3, 1, 2, 0])
  }

  @Test("All eight differ, and agree with Imaging's flips and turns", arguments: [1, 2, 5, 7])
  func agreement(side: Int) {
    let raster = numbered(side, channels: 3)
    for orientation in Orientation.allCases {
      let flipped = orientation.isFlipped ? raster.flippedHorizontally() : raster
      #expect(orientation.apply(to: raster) == flipped.rotated(quarterTurns: orientation.quarterTurns))
    }
    let results = Set(Orientation.allCases.map { $0.apply(to: raster) })
    #expect(results.count == (side == 1 ? 1 : 8))
  }

  @Test("The inverse undoes a raster and a box", arguments: Orientation.allCases)
  func inverse(orientation: Orientation) {
    let raster = numbered(5, channels: 3)
    #expect(orientation.inverse.apply(to: orientation.apply(to: raster)) == raster)
    let box = Box(minX: 1, minY: 2, maxX: 4, maxY: 2.5)
    #expect(orientation.inverse.map(orientation.map(box, side: 5), side: 5) == box)
  }

  @Test("A pixel and its box go to the same place", arguments: Orientation.allCases)
  func consistency(orientation: Orientation) {
    let side = 6
    var raster = Raster(width: side, height: side, channelCount: 1)
    raster.samples[1 * side + 4] = 9
    let turned = orientation.apply(to: raster)
    let box = orientation.map(Box(minX: 4, minY: 1, maxX: 5, maxY: 2), side: Float(side))
    #expect(box.area == 1)
    #expect(turned.samples.firstIndex(of: 9) == Int(box.minY) * side + Int(box.minX))
  }

  @Test("Filling planes turns, normalises and separates channels", arguments: Orientation.allCases)
  func planes(orientation: Orientation) {
    let side = 5
    let raster = numbered(side, channels: 3)
    let turned = orientation.apply(to: raster)
    let sentinel: Float = 1234
    var planes = [Float](repeating: sentinel, count: 3 * side * side + 2)
    planes.withUnsafeMutableBufferPointer { buffer in
      Normalisation.halves.fill(
        raster, orientation: orientation, into: .init(rebasing: buffer[1..<buffer.count - 1]))
    }
    #expect(planes.first == sentinel && planes.last == sentinel)
    for channel in 0..<3 {
      for pixel in 0..<side * side {
        let expected = (Float(turned.samples[3 * pixel + channel]) / 255 - 0.5) / 0.5
        // One rounding of the product and one of the sum.
        #expect(abs(planes[1 + channel * side * side + pixel] - expected) < 1e-6)
      }
    }
  }
}
