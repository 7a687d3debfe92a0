import Imaging
import Testing

@testable import Fundus

@Suite("Alteration of scale and sharpness")
struct AlterationTests {
  /// A black square with a white dot of 3 x 3 pixels around a place.
  private func dot(x: Int, y: Int, side: Int) -> Raster {
    var raster = Raster(width: side, height: side, channelCount: 3)
    for row in y - 1...y + 1 {
      for column in x - 1...x + 1 {
        for channel in 0..<3 { raster.samples[3 * (row * side + column) + channel] = 255 }
      }
    }
    return raster
  }

  /// The centre of brightness in pixels, and the mean squared distance from it along x.
  private func moments(_ raster: Raster) -> (x: Double, y: Double, variance: Double) {
    var (sum, x, y, square) = (0.0, 0.0, 0.0, 0.0)
    for row in 0..<raster.height {
      for column in 0..<raster.width {
        let value = Double(raster.samples[raster.channelCount * (row * raster.width + column)])
        sum += value
        x += value * (Double(column) + 0.5)
        y += value * (Double(row) + 0.5)
        square += value * (Double(column) + 0.5) * (Double(column) + 0.5)
      }
    }
    return (x / sum, y / sum, square / sum - (x / sum) * (x / sum))
  }

  @Test("a place moves away from the centre as far as the magnification says", arguments: [0.75, 1.0, 1.4])
  func magnification(_ factor: Double) {
    let found = moments(Alteration(magnification: factor).apply(to: dot(x: 60, y: 35, side: 96)))
    // The dot's centre is at 60.5, 35.5; that of the picture at 48, 48. The margins are multiples of 1/7 pixel.
    #expect(abs(found.x - (48 + 12.5 * factor)) < 0.05)
    #expect(abs(found.y - (48 - 12.5 * factor)) < 0.05)
  }

  @Test("a smaller picture has a black margin")
  func margin() {
    let white = Raster(width: 40, height: 40, channelCount: 3, samples: .init(repeating: 255, count: 4_800))
    let small = Alteration(magnification: 0.5).apply(to: white)
    #expect(small.extent == white.extent)
    #expect(small.samples[3 * (9 * 40 + 20)] == 0 && small.samples[3 * (30 * 40 + 20)] == 0)
    #expect(small.samples[3 * (20 * 40 + 20)] == 255)
  }

  @Test("a blur has the same width on the retina at every size of the picture", arguments: [48, 96, 144])
  func blur(side: Int) {
    let source = dot(x: side / 2, y: side / 2, side: side)
    let blurred = Alteration(blurFraction: 1.0 / 48).apply(to: source)
    let deviation = Double(side) / 48
    // A Gaussian cut off at three deviations has 0.973 of its variance; pixels are rounded to 8 bits.
    let added = moments(blurred).variance - moments(source).variance
    #expect((0.85...1.05).contains(added / (deviation * deviation)), "\(added)")
  }

  @Test("a blur leaves a plain picture as it is, its edge included, and nothing to do changes no byte")
  func plain() {
    let grey = Raster(width: 31, height: 31, channelCount: 1, samples: .init(repeating: 99, count: 961))
    #expect(Alteration(blurFraction: 0.1).apply(to: grey) == grey)
    let source = dot(x: 7, y: 9, side: 31)
    #expect(Alteration().apply(to: source) == source)
  }
}
