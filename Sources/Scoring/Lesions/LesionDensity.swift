import Foundation
import Workbench

/// A map of where lesions lie in the training pictures: the best prediction without looking at a picture.
///
/// Lesion centres are counted on a lattice over the frame and smoothed by a Gaussian. As left and right eyes are mirror
/// images, the caller may make one map for each, which is sharper than one for both.
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
  ///   - smoothingPixels: standard deviation of the Gaussian; a quarter of the region's side is suitable.
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

  /// Up to `count` boxes around the highest cells, by the sampler's rule: the highest first, with its surroundings
  /// suppressed; of equal cells, the upper left one. Cells outside the retina are skipped.
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

  /// Smooths along rows and transposes. Applied twice, it smooths both directions and restores the orientation.
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
