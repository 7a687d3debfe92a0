import Imaging
import Testing
import Workbench

@testable import Fundus

@Suite("Local contrast")
struct LocalContrastTests {
  /// A round retina on black, brightened by `gain` and unevenly lit, with a dark and a bright spot.
  private func retina(side: Int, gain: Double = 1, slope: Double = 0) -> Raster {
    var raster = Raster(width: side, height: side, channelCount: 3)
    let middle = Double(side - 1) / 2
    for row in 0..<side {
      for column in 0..<side {
        let (dx, dy) = (Double(column) - middle, Double(row) - middle)
        guard dx * dx + dy * dy < 0.2 * Double(side * side) else { continue }
        let light = gain * (1 + slope * dx / Double(side))
        let isDark = abs(column - side / 3) < 2 && abs(row - side / 2) < 2
        let isBright = abs(column - 2 * side / 3) < 2 && abs(row - side / 2) < 2
        let factor = isDark ? 0.6 : isBright ? 1.5 : 1
        for (channel, colour) in [140.0, 90, 40].enumerated() {
          raster.samples[3 * (row * side + column) + channel] = UInt8(colour * light * factor)
        }
      }
    }
    return raster
  }

  /// The definition, pixel by pixel: two box means over the retina, weighted by it.
  private func reference(_ picture: Raster, reach: Int) -> [Double] {
    let side = picture.width
    let isInside = (0..<side * side).map { pixel in picture.samples[3 * pixel] > 25 }
    func blurred(_ values: [Double]) -> [Double] {
      (0..<side * side).map { pixel in
        var sum = 0.0
        for row in max(0, pixel / side - reach)...min(side - 1, pixel / side + reach) {
          for column in max(0, pixel % side - reach)...min(side - 1, pixel % side + reach) {
            sum += values[row * side + column]
          }
        }
        return sum / Double((2 * reach + 1) * (2 * reach + 1))
      }
    }
    let weights = blurred(blurred(isInside.map { $0 ? 1 : 0 }))
    return (0..<3).flatMap { channel -> [Double] in
      let samples = (0..<side * side).map { isInside[$0] ? Double(picture.samples[3 * $0 + channel]) : 0 }
      let sums = blurred(blurred(samples))
      return (0..<side * side).map { pixel in
        guard isInside[pixel] else { return 0 }
        let mean = sums[pixel] / weights[pixel]
        let value = 128 + 127.5 * 2 * (Double(picture.samples[3 * pixel + channel]) - mean) / (mean + 16)
        return min(255, max(1, value))
      }
    }
  }

  @Test("is what the definition says, pixel by pixel", arguments: [(31, 0.1), (40, 0.05), (17, 0.5)])
  func definition(side: Int, fraction: Double) {
    let picture = retina(side: side, slope: 0.5)
    let codes = LocalContrast(reachFraction: fraction).codes(of: picture)
    let expected = reference(picture, reach: max(1, Int((fraction * Double(side)).rounded())))
    for pixel in 0..<side * side {
      for channel in 0..<3 {
        // Fractions are cut off, and the kernel adds in f32.
        let distance = expected[channel * side * side + pixel] - Double(codes.samples[3 * pixel + channel])
        #expect(distance > -0.05 && distance < 1.05)
      }
    }
  }

  @Test("brightness divides out and lesions stay")
  func brightness() {
    let contrast = LocalContrast(reachFraction: 0.1)
    let side = 60
    let plain = contrast.codes(of: retina(side: side))
    let dim = contrast.codes(of: retina(side: side, gain: 0.6))
    func green(_ codes: Raster, _ column: Int, _ row: Int) -> Int {
      Int(codes.samples[3 * (row * side + column) + 1])
    }
    for codes in [plain, dim] {
      #expect(green(codes, side / 3, side / 2) < 80)
      #expect(green(codes, 2 * side / 3, side / 2) > 190)
      #expect(abs(green(codes, side / 2, side / 4) - 128) <= 2)
      #expect(codes.samples.prefix(3) == [0, 0, 0])
    }
  }

  @Test("a black spot inside the retina is no hole in it, and an empty picture has no retina")
  func holes() {
    let side = 40
    var picture = retina(side: side)
    for channel in 0..<3 { picture.samples[3 * (side / 2 * side + side / 2) + channel] = 0 }
    let contrast = LocalContrast(reachFraction: 0.1)
    let centre = 3 * (side / 2 * side + side / 2)
    #expect(contrast.codes(of: picture).samples[centre..<centre + 3] == [1, 1, 1])
    let black = Raster(width: side, height: side, channelCount: 3)
    #expect(contrast.codes(of: black).samples.allSatisfy { $0 == 0 })
  }

  @Test("planes are exactly 0 outside the retina, never inside, and turn as colours do", arguments: 0..<8)
  func planes(orientation: Int) {
    let side = 24
    let codes = LocalContrast(reachFraction: 0.1).codes(of: retina(side: side, slope: 0.3))
    let orientation = Orientation(orientation)
    func filled(_ fill: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
      var values = [Float](repeating: .nan, count: 3 * side * side)
      values.withUnsafeMutableBufferPointer { fill($0) }
      return values
    }
    let planes = filled {
      LocalContrast(reachFraction: 0.1).fill(codes, orientation: orientation, into: $0)
    }
    let turned = filled {
      Normalisation(mean: [0, 0, 0], deviation: [1, 1, 1]).fill(codes, orientation: orientation, into: $0)
    }
    for (value, code) in zip(planes, turned) {
      let code = (255 * code).rounded()
      #expect(code == 0 ? value == 0 : abs(value - (code - 127.75) / 127.5) < 1e-6 && value != 0)
    }
  }
}
