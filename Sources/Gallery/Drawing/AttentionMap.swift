import FeatureStore
import Foundation
import Imaging

/// The gated attention of one grade as a picture that a page lays over an eye: black where there is none, so that it adds
/// nothing there, pale yellow where it is highest.
enum AttentionMap {
  /// The side of the picture in pixels; a browser enlarges it smoothly.
  private static let sidePixels = 224

  /// A PNG of G at one level. The maps of levels 1 to 4 share one scale from 0 to the largest value; negative values
  /// are black.
  ///
  /// - Parameters:
  ///   - attention: G, [5, g, g].
  ///   - level: 0 ... 4.
  /// - Throws: `ImagingError`.
  static func png(_ attention: [Float], level: Int, of attributes: FeatureAttributes) throws -> Data {
    let cellCount = attributes.grid * attributes.grid
    let black = Raster(width: sidePixels, height: sidePixels, channelCount: 3)
    guard let highest = attention[cellCount...].filter(\.isFinite).max(), highest > 0 else {
      return try black.png()
    }
    let map = HeatMap(
      width: attributes.grid, height: attributes.grid,
      values: Array(attention[level * cellCount..<(level + 1) * cellCount]),
      frame: attributes.cells.frame(ofSide: Double(attributes.viewPixels)))
    return try black.overlaid(map, range: 0...highest, opacity: 1, fades: false).png()
  }
}
