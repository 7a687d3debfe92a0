/// The width and height of a picture.
public struct Extent: Hashable, Sendable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// An extent in pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// How many pixels.
  public var pixelCount: Int { width * height }

  /// Width and height exchanged.
  public var transposed: Extent { Extent(width: height, height: width) }
}

extension Raster {
  /// Width and height.
  public var extent: Extent { Extent(width: width, height: height) }
}
