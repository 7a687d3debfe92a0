import Foundation
import Imaging
import Testing
import Workbench

@testable import Discovery

@Suite struct GradePaletteTests {
  /// Matrices on linear RGB, at full severity.
  ///
  /// Source: Machado, Oliveira and Fernandes 2009, A physiologically-based model for simulation of color vision
  /// deficiency.
  static let visions: [(name: String, matrix: [Double])] = [
    ("normal", [1, 0, 0, 0, 1, 0, 0, 0, 1]),
    (
      "protanopia",
      [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]
    ),
    (
      "deuteranopia",
      [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]
    ),
    (
      "tritanopia",
      [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]
    ),
  ]

  /// A colour in CIELAB as an eye with the given vision sees it.
  private func lab(_ colour: Colour, _ vision: [Double]) -> [Double] {
    let linear = [colour.red, colour.green, colour.blue].map { sample in
      let value = Double(sample) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    func times(_ matrix: [Double], _ v: [Double]) -> [Double] {
      (0..<3).map { row in (0..<3).reduce(0) { $0 + matrix[row * 3 + $1] * v[$1] } }
    }
    let seen = times(vision, linear).map { min(1, max(0, $0)) }
    let xyz = times(
      [0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920, 0.9503041],
      seen)
    let f = zip(xyz, [0.95047, 1, 1.08883]).map { value, white in
      value / white > 0.008856 ? cbrt(value / white) : 7.787 * value / white + 16 / 116.0
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  private func difference(_ a: Colour, _ b: Colour, _ vision: [Double]) -> Double {
    zip(lab(a, vision), lab(b, vision)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  @Test(arguments: visions.indices)
  func gradesAreToldApartByEveryEyeAndFromTheBackground(vision: Int) {
    let colours = GradePalette.grades + [GradePalette.unknown]
    let matrix = Self.visions[vision].matrix
    for (index, colour) in colours.enumerated() {
      // A difference of 20 in CIELAB is seen at a glance; 2.3 is the smallest that is seen at all.
      for other in colours.dropFirst(index + 1) {
        #expect(
          difference(colour, other, matrix) > 20, "\(Self.visions[vision].name): \(colour) and \(other)")
      }
      #expect(difference(colour, PageStyle.background, matrix) > 30)
    }
  }

  @Test func aGradeThatIsNoneIsGrey() {
    #expect(GradePalette.colour(of: nil) == GradePalette.unknown)
    #expect(GradePalette.colour(of: 5) == GradePalette.unknown)
    #expect(GradePalette.colour(of: 4) == GradePalette.grades[4])
    #expect(GradePalette.name(of: 4) == "proliferative")
    #expect(GradePalette.name(of: -1) == "not graded")
  }

  @Test func countsSumUpAndTheUnknownComeLast() {
    let counts = GradeCounts([0, 2, nil, 2, 9])
    #expect(counts.byGrade == [1, 0, 2, 0, 0])
    #expect(counts.unknown == 2)
    #expect(counts.entries.count == 6)
    #expect(GradeCounts([1]).entries.count == 5)
  }

  @Test(arguments: [(0, "0 pictures"), (1, "1 picture"), (12_345, "12,345 pictures"), (100, "100 pictures")])
  func numbersAreWrittenForReaders(number: Int, text: String) {
    #expect(Counted.text(number, "picture") == text)
  }
}
