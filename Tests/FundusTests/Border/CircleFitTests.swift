import Foundation
import TestSupport
import Testing

@testable import Fundus

@Suite("A circle through points at the rim")
struct CircleFitTests {
  private func points(_ degrees: some Sequence<Int>, radius: Double = 100) -> [(x: Double, y: Double)] {
    degrees.map { degree in
      let angle = Double(degree) * .pi / 180
      return (x: 300 + radius * cos(angle), y: 200 + radius * sin(angle))
    }
  }

  @Test("a whole circle is found exactly, and all points count")
  func whole() throws {
    let fit = try #require(CircleFit(through: points(stride(from: 0, to: 360, by: 5))))
    #expect(agree(fit.centreX, 300, within: 1e-9) && agree(fit.centreY, 200, within: 1e-9))
    #expect(agree(fit.radius, 100, within: 1e-9))
    #expect(fit.medianResidualFraction < 1e-12 && fit.inlierFraction == 1 && fit.arcFraction == 1)
  }

  @Test("a quarter of an arc determines the circle, and says how little of it was seen")
  func arc() throws {
    let fit = try #require(CircleFit(through: points(1..<90)))
    #expect(agree(fit.centreX, 300, within: 1e-6) && agree(fit.radius, 100, within: 1e-6))
    #expect(fit.arcFraction == 0.25)
  }

  @Test("a flare at the rim is left out of the fit and counted as no part of the circle")
  func flare() throws {
    let clean = points(stride(from: 0, to: 340, by: 2))
    let fit = try #require(CircleFit(through: clean + points(stride(from: 340, to: 360, by: 2), radius: 130)))
    #expect(agree(fit.centreX, 300, within: 1e-6) && agree(fit.centreY, 200, within: 1e-6))
    #expect(agree(fit.radius, 100, within: 1e-6))
    #expect(fit.inlierFraction == 170.0 / 180)
  }

  @Test("a line and fewer than sixteen points determine no circle")
  func none() {
    #expect(CircleFit(through: (0..<40).map { (x: Double($0), y: 2 * Double($0)) }) == nil)
    #expect(CircleFit(through: points(0..<15)) == nil)
    #expect(CircleFit(through: Array(repeating: (x: 1.0, y: 1.0), count: 20)) == nil)
  }
}
