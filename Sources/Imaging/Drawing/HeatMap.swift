internal import CKernels
import Workbench

/// A number for every cell of a grid over a picture, such as one level of G.
public struct HeatMap: Hashable, Sendable {
  /// Columns of the grid.
  public let width: Int
  /// Rows of the grid.
  public let height: Int
  /// `[height, width]`, any range.
  public let values: [Float]
  /// The picture in units of cells; cell (r, c) covers c ..< c + 1 by r ..< r + 1. It may extend beyond the grid.
  public let frame: Box

  /// A grid from its values, row by row; without a frame its cells tile the picture.
  public init(width: Int, height: Int, values: [Float], frame: Box? = nil) {
    precondition(width > 0 && height > 0 && values.count == width * height, "values do not fill the grid")
    let whole = Box(minX: 0, minY: 0, maxX: Float(width), maxY: Float(height))
    let frame = frame ?? whole
    precondition(frame.area > 0 && frame.area.isFinite, "a picture needs a positive extent")
    self.width = width
    self.height = height
    self.values = values
    self.frame = frame
  }

  /// The smallest and the largest finite value; nil if no value is finite or all are equal.
  public var range: ClosedRange<Float>? {
    let finite = values.filter(\.isFinite)
    guard let lower = finite.min(), let upper = finite.max(), lower < upper else { return nil }
    return lower...upper
  }

  /// The grid resampled to `width` x `height` cells that tile the picture: bilinear between the centres of cells,
  /// constant beyond the outermost ones.
  public func resampled(width: Int, height: Int) -> HeatMap {
    precondition(width > 0 && height > 0, "a grid needs at least one cell")
    let wide = widened
    var result = [Float](repeating: 0, count: width * height)
    let status = ck_resample_map(
      wide.values, Int32(wide.width), Int32(wide.height), Double(wide.frame.minX), Double(wide.frame.minY),
      Double(wide.frame.maxX), Double(wide.frame.maxY), Int32(CK_FILTER_BILINEAR.rawValue), &result,
      Int32(width),
      Int32(height))
    precondition(status == 0, "no memory for one row of values")
    return HeatMap(width: width, height: height, values: result)
  }

  // MARK: -

  /// The grid extended on each side until the frame lies inside; added cells repeat the nearest ones.
  private var widened: HeatMap {
    let overhang = max(-frame.minX, -frame.minY, frame.maxX - Float(width), frame.maxY - Float(height))
    guard overhang > 0 else { return self }
    let margin = Int(overhang.rounded(.up))
    let (wide, high) = (width + 2 * margin, height + 2 * margin)
    let values = (0..<wide * high).map { index in
      let row = max(0, min(index / wide - margin, height - 1))
      return self.values[row * width + max(0, min(index % wide - margin, width - 1))]
    }
    let moved = frame.mapped(scale: 1, offsetX: Float(margin), offsetY: Float(margin))
    return HeatMap(width: wide, height: high, values: values, frame: moved)
  }
}

extension Raster {
  /// The picture in colour with a heat map over it.
  ///
  /// - Parameters:
  ///   - heat: upsampled bilinearly to the picture, which fills its frame.
  ///   - range: the values that get the first and the last colour; values beyond get the same ones. nil takes the
  ///     map's own range; a map without a range leaves the picture as it is.
  ///   - colours: the colour map.
  ///   - opacity: 0...1, of the hottest colour.
  ///   - fades: whether the picture shows through more, in proportion, where values are low.
  public func overlaid(
    _ heat: HeatMap, range: ClosedRange<Float>? = nil, colours: ColourMap = .inferno, opacity: Float = 0.6,
    fades: Bool = true
  ) -> Raster {
    precondition((0...1).contains(opacity), "opacity is 0...1")
    var result = rgb()
    guard let range = range ?? heat.range, range.lowerBound < range.upperBound else { return result }
    let fine = heat.resampled(width: width, height: height)
    ck_blend_heat(
      &result.samples, fine.values, extent.pixelCount, range.lowerBound, range.upperBound, colours.table,
      opacity, fades ? 1 : 0)
    return result
  }
}
