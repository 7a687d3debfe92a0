internal import CKernels
import Testing

@testable import Phantoms

@Suite("Phantoms: kernels")
struct PhantomKernelTests {
  private static let sentinel: Float = -77

  /// Runs `body` on a canvas of `side` squared pixels of one value, between sentinels.
  private func onCanvas(
    side: Int, filledWith value: Float, _ body: (inout ck_phantom_canvas, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    let count = side * side
    var planes = [Float](repeating: Self.sentinel, count: count * 5 + 2)
    for index in 1...(count * 3) { planes[index] = value }
    for index in (count * 3 + 1)...(count * 5) { planes[index] = 0 }
    planes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var canvas = ck_phantom_canvas()
      canvas.width = Int32(side)
      canvas.height = Int32(side)
      canvas.red = base + 1
      canvas.green = base + 1 + count
      canvas.blue = base + 1 + 2 * count
      canvas.aperture = ck_phantom_aperture(
        x: Float(side) / 2, y: Float(side) / 2, radius: Float(side), top: 0, bottom: Float(side))
      body(&canvas, base + 1 + 3 * count)
    }
    #expect(planes.first == Self.sentinel && planes.last == Self.sentinel, "written outside the planes")
    return Array(planes.dropFirst().dropLast())
  }

  @Test("a stroke fills its width, keeps to its bounds and ends round", arguments: [11, 16, 23])
  func stroke(side: Int) {
    var bounds = ck_phantom_bounds()
    let middle = Float(side) / 2
    let planes = onCanvas(side: side, filledWith: 1) { canvas, plane in
      let points = [
        ck_phantom_point(x: 3, y: middle, radius: 1.5, depth: 1),
        ck_phantom_point(x: Float(side) - 3, y: middle, radius: 1.5, depth: 1),
      ]
      bounds = ck_phantom_stroke(&canvas, plane, points, 2)
    }
    let depth = Array(planes[(3 * side * side)..<(4 * side * side)])
    var found = ck_phantom_bounds()
    for y in 0..<side {
      for x in 0..<side where depth[y * side + x] > 0 {
        found = found.including(
          ck_phantom_bounds(x0: Int32(x), y0: Int32(y), x1: Int32(x) + 1, y1: Int32(y) + 1))
        // The same above and below, left and right.
        #expect(abs(depth[y * side + x] - depth[(side - 1 - y) * side + x]) < 1e-5)
        #expect(abs(depth[y * side + x] - depth[y * side + side - 1 - x]) < 1e-5)
      }
    }
    #expect(found.corners == bounds.corners)
    #expect(depth[(side / 2) * side + side / 2] > 0.9)
    #expect(depth[side / 2] == 0)
  }

  @Test("a blur leaves an even picture even and spreads a dot without loss", arguments: [0.4, 1.0, 2.5])
  func blur(sigma: Float) {
    let side = 41
    let even = onCanvas(side: side, filledWith: 0.5) { canvas, scratch in
      ck_phantom_blur(&canvas, sigma, scratch)
    }
    for y in 12..<(side - 12) {
      for x in 12..<(side - 12) { #expect(abs(even[y * side + x] - 0.5) < 1e-5) }
    }
    let dot = onCanvas(side: side, filledWith: 0) { canvas, scratch in
      canvas.green[20 * side + 20] = 1
      ck_phantom_blur(&canvas, sigma, scratch)
    }
    let green = dot[(side * side)..<(2 * side * side)]
    #expect(abs(green.reduce(0, +) - 1) < 1e-5)
    #expect(dot[0..<(side * side)].allSatisfy { $0 == 0 })
  }

  @Test("a spot outside the field of view paints nothing and has no bounds")
  func invisibleSpot() {
    var bounds = ck_phantom_bounds(x0: 1, y0: 1, x1: 2, y1: 2)
    let planes = onCanvas(side: 20, filledWith: 0.5) { canvas, _ in
      canvas.aperture.radius = 4
      var spot = ck_phantom_spot()
      spot.x = 2
      spot.y = 2
      spot.radius_x = 2
      spot.radius_y = 2
      spot.arc = -1
      spot.strength = 1
      spot.loss = (1, 1, 1)
      bounds = ck_phantom_paint_spot(&canvas, &spot)
    }
    #expect(bounds.isEmpty)
    #expect(planes[0..<1200].allSatisfy { $0 == 0.5 })
  }
}
