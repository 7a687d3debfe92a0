import Foundation
import Workbench

/// Where lesions lie in the training pictures: the strongest thing that can be known without looking.
///
/// Lesion centres are counted on a lattice over the frame and smoothed by a Gaussian. Left and right eyes are
/// mirror images: a map for each is sharper than one for both, and the caller may make two.
public struct LesionDensity: Sendable {
  /// Cells along one side of the lattice.
  public let cellCount: Int
  /// The smoothed counts, [cells, cells] row by row.
  public let values: [Double]
  private let cellPixels: Float

  /// The map of some lesions.
  ///
  /// - Parameters:
  ///   - lesions: boxes of training lesions in pixels of the frame, of all pictures together.
  ///   - framePixels: side of the frame.
  ///   - cellCount: cells along one side.
  ///   - smoothingPixels: standard deviation of the Gaussian; a quarter of the region's side serves well.
  public init(lesions: [Box], framePixels: Float, cellCount: Int = 64, smoothingPixels: Float) {
    precondition(framePixels > 0 && cellCount > 0 && smoothingPixels >= 0, "a frame has an extent")
    self.cellCount = cellCount
    cellPixels = framePixels / Float(cellCount)
    var counts = [Double](repeating: 0, count: cellCount * cellCount)
    for lesion in lesions {
      let column = Int((lesion.centreX / cellPixels).rounded(.down))
      let row = Int((lesion.centreY / cellPixels).rounded(.down))
      guard (0..<cellCount).contains(column), (0..<cellCount).contains(row) else { continue }
      counts[row * cellCount + column] += 1
    }
    let deviation = Double(smoothingPixels / cellPixels)
    values = Self.smoothed(Self.smoothed(counts, cellCount, deviation), cellCount, deviation)
  }

  /// Up to `count` boxes around the highest cells, by the sampler's rule: highest first, its surroundings
  /// suppressed, ties to the upper left. Cells outside the retina are passed over.
  public func boxes(count: Int, rule: RegionRule, retina: RetinaRegion) -> [Box] {
    var centres: [(x: Float, y: Float)] = []
    while centres.count < count {
      var best: (value: Double, x: Float, y: Float)?
      for (index, value) in values.enumerated() {
        if let best, value <= best.value { continue }
        let x = (Float(index % cellCount) + 0.5) * cellPixels
        let y = (Float(index / cellCount) + 0.5) * cellPixels
        guard retina.contains(x: x, y: y), !centres.contains(where: { rule.suppresses($0, (x, y)) })
        else { continue }
        best = (value, x, y)
      }
      guard let best else { break }
      centres.append((best.x, best.y))
    }
    return centres.map { rule.box(x: $0.x, y: $0.y) }
  }

  // MARK: -

  /// Smooths along rows and transposes: twice is both directions and the original orientation.
  private static func smoothed(_ values: [Double], _ side: Int, _ deviation: Double) -> [Double] {
    let weights = (0..<side).map { distance in
      deviation > 0 ? exp(-Double(distance * distance) / (2 * deviation * deviation)) : distance == 0 ? 1 : 0
    }
    var result = [Double](repeating: 0, count: values.count)
    for row in 0..<side {
      for column in 0..<side where values[row * side + column] != 0 {
        for target in 0..<side {
          result[target * side + row] += values[row * side + column] * weights[abs(target - column)]
        }
      }
    }
    return result
  }
}
