import Testing
import Workbench

@testable import Imaging

@Suite struct ResamplingTests {
  @Test("Area, triangle and Lanczos agree with Pillow and OpenCV")
  func matchesPeers() throws {
    let source = try Golden.source()
    let rows = try Golden.rows("resample.csv")
    #expect(rows.count == 13)
    for row in rows {
      let number = { (name: String) in try #require(row[name].flatMap(Float.init)) }
      let box = Box(
        minX: try number("x0"), minY: try number("y0"), maxX: try number("x1"), maxY: try number("y1"))
      let (width, height) = (Int(try number("width")), Int(try number("height")))
      let filter = try #require(row["filter"].flatMap(Raster.Filter.init(rawValue:)))
      let name = try #require(row["file"])
      let expected = try Golden.raster(name, width: width, height: height, channelCount: 3)
      let result = source.crop(box, toWidth: width, height: height, filter: filter)
      // Both round once, from sums taken in another order: a sample in a hundred may fall to the other side.
      #expect(try #require(result.largestDifference(from: expected)) <= 1, "\(name)")
      #expect(result.differingFraction(from: expected) <= 0.01, "\(name)")
    }
  }

  /// The mean over each output pixel's footprint, with black around the picture, in Float64.
  private func areaReference(_ source: Raster, _ box: Box, width: Int, height: Int) -> [Double] {
    var result = [Double](repeating: 0, count: width * height)
    let stepX = Double(box.width) / Double(width)
    let stepY = Double(box.height) / Double(height)
    func overlap(_ a0: Double, _ a1: Double, _ pixel: Int) -> Double {
      max(0, min(a1, Double(pixel + 1)) - max(a0, Double(pixel)))
    }
    for y in 0..<height {
      for x in 0..<width {
        let x0 = Double(box.minX) + Double(x) * stepX
        let y0 = Double(box.minY) + Double(y) * stepY
        var sum = 0.0
        for row in 0..<source.height {
          for column in 0..<source.width {
            sum +=
              overlap(x0, x0 + stepX, column) * overlap(y0, y0 + stepY, row)
              * Double(source.samples[row * source.width + column])
          }
        }
        result[y * width + x] = sum / (stepX * stepY)
      }
    }
    return result
  }

  @Test(
    "A fractional box, inside or leaving the picture, gives exact means with black outside",
    arguments: [
      Box(minX: 2.3, minY: 1.75, maxX: 10.9, maxY: 8.5), Box(minX: -4.6, minY: -3.2, maxX: 9.1, maxY: 14.7),
      Box(minX: 5, minY: 5, maxX: 6.2, maxY: 6.1), Box(minX: 9.5, minY: -1, maxX: 30, maxY: 40),
      Box(minX: -20, minY: -20, maxX: -2, maxY: -1), Box(minX: -500, minY: -500, maxX: 500, maxY: 500),
    ])
  func areaIsExact(_ box: Box) {
    let source = noise(width: 13, height: 11, channelCount: 1, seed: 3)
    for (width, height) in [(1, 1), (5, 7), (13, 4), (29, 31)] {
      let result = source.crop(box, toWidth: width, height: height)
      let expected = areaReference(source, box, width: width, height: height)
      for (sample, exact) in zip(result.samples, expected) {
        // Half a step of rounding, and Float32 sums.
        #expect(abs(Double(sample) - exact) <= 0.5 + 1e-3)
      }
    }
  }

  @Test("A flat picture stays flat up to its edge, whatever the filter", arguments: Raster.Filter.allCases)
  func keepsFlat(_ filter: Raster.Filter) {
    for (width, height) in [(1, 1), (3, 50), (17, 19), (40, 6)] {
      let flat = Raster(width: 17, height: 19, channelCount: 3, filledWith: 201)
      let result = flat.resampled(width: width, height: height, filter: filter)
      #expect(result.samples.allSatisfy { $0 == 201 })
    }
  }

  @Test("Outside the picture is black, whatever the filter", arguments: Raster.Filter.allCases)
  func blackOutside(_ filter: Raster.Filter) {
    let white = Raster(width: 8, height: 8, channelCount: 1, filledWith: 255)
    let result = white.crop(
      Box(minX: -8, minY: 0, maxX: 8, maxY: 8), toWidth: 16, height: 8, filter: filter)
    for row in 0..<8 {
      #expect(
        Array(result.samples[row * 16..<row * 16 + 16]) == Array(repeating: 0, count: 8)
          + Array(repeating: 255, count: 8))
    }
    let far = white.crop(
      Box(minX: 100, minY: 100, maxX: 120, maxY: 120), toWidth: 5, height: 5, filter: filter)
    #expect(far.samples.allSatisfy { $0 == 0 })
  }

  @Test("The same extent is the same picture, and a whole-pixel crop is a copy")
  func identity() {
    let source = noise(width: 31, height: 23, channelCount: 3)
    #expect(source.resampled(width: 31, height: 23) == source)
    let box = Box(minX: -3, minY: 4, maxX: 20, maxY: 30)
    #expect(source.crop(box, toWidth: 23, height: 26) == source.cropped(x: -3, y: 4, width: 23, height: 26))
  }

  @Test("A heat map keeps its values at the centres of cells and is flat beyond the outer ones")
  func heatMap() {
    let grid = HeatMap(width: 2, height: 2, values: [0, 1, 2, 3])
    #expect(grid.resampled(width: 2, height: 2) == grid)
    let fine = grid.resampled(width: 4, height: 4)
    #expect(fine.values[0] == 0 && fine.values[3] == 1 && fine.values[15] == 3)
    #expect(abs(fine.values[1] - 0.25) < 1e-6 && abs(fine.values[4] - 0.5) < 1e-6)
  }

  @Test(
    "A heat map's frame may lie inside the grid or leave it on any side, where the nearest cell's value holds",
    arguments: [
      Box(minX: 0.47, minY: 0.47, maxX: 3.47, maxY: 3.47), Box(minX: -1.5, minY: -0.25, maxX: 6, maxY: 3.1),
      Box(minX: 0.75, minY: 1, maxX: 2.25, maxY: 1.5), Box(minX: 4, minY: -9, maxX: 5, maxY: -7),
    ])
  func heatMapFrame(frame: Box) {
    let values: [Float] = [0, 5, 1, -2, 3, 8, 4, 4, -1]
    let side = 20
    let fine = HeatMap(width: 3, height: 3, values: values, frame: frame).resampled(width: side, height: side)
    #expect(fine.frame == Box(minX: 0, minY: 0, maxX: 20, maxY: 20))
    /// The two cells beside a place, and how far it lies towards the second.
    func between(_ from: Float, _ to: Float, _ pixel: Int) -> (Int, Int, Float) {
      let place = from + (to - from) * (Float(pixel) + 0.5) / Float(side) - 0.5
      let inside = min(max(place, 0), 2)
      return (Int(inside), min(Int(inside) + 1, 2), inside - inside.rounded(.down))
    }
    for pixel in 0..<side * side {
      let (left, right, fx) = between(frame.minX, frame.maxX, pixel % side)
      let (top, bottom, fy) = between(frame.minY, frame.maxY, pixel / side)
      func row(_ y: Int) -> Float { values[3 * y + left] * (1 - fx) + values[3 * y + right] * fx }
      // f32 weights of places a few cells away.
      #expect(abs(fine.values[pixel] - (row(top) * (1 - fy) + row(bottom) * fy)) < 1e-4)
    }
  }
}
