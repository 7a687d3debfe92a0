internal import CKernels

/// A scalar for every cell of a grid that covers a picture, such as one level of G.
public struct HeatMap: Hashable, Sendable {
  /// Columns of the grid.
  public let width: Int
  /// Rows of the grid.
  public let height: Int
  /// `[height, width]`, any range.
  public let values: [Float]

  /// A grid from its values, row by row.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(width > 0 && height > 0 && values.count == width * height, "values do not fill the grid")
    self.width = width
    self.height = height
    self.values = values
  }

  /// The smallest and the largest finite value; nil where no value is finite or all are equal.
  public var range: ClosedRange<Float>? {
    let finite = values.filter(\.isFinite)
    guard let lower = finite.min(), let upper = finite.max(), lower < upper else { return nil }
    return lower...upper
  }

  /// The grid on `width` x `height` cells: bilinear between the centres of cells, flat beyond the outer ones.
  public func resampled(width: Int, height: Int) -> HeatMap {
    precondition(width > 0 && height > 0, "a grid has at least one cell")
    var result = [Float](repeating: 0, count: width * height)
    let status = ck_resample_map(
      values, Int32(self.width), Int32(self.height), 0, 0, Double(self.width), Double(self.height),
      Int32(CK_FILTER_BILINEAR.rawValue), &result, Int32(width), Int32(height))
    precondition(status == 0, "no memory for one row of values")
    return HeatMap(width: width, height: height, values: result)
  }
}

extension Raster {
  /// The picture, in colour, with a heat map over all of it.
  ///
  /// - Parameters:
  ///   - heat: upsampled bilinearly to the picture.
  ///   - range: the values that take the first and the last colour; beyond them the colour stays. Without one,
  ///     the map's own range; a map without a range leaves the picture as it is.
  ///   - colours: the colour map.
  ///   - opacity: 0...1, of the hottest colour.
  ///   - fades: whether cold places let more of the picture through, in proportion.
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
