import Imaging

/// A photograph in which spots are found and described: the zoom picture and its local contrast.
public struct SpotPicture: Sendable {
  /// Red, green and blue, `side` x `side`; black outside the retina.
  public let raster: Raster
  /// The local contrast of the same.
  public let contrast: ContrastPicture

  /// A square picture, with surroundings of a half width of `reach` of its side.
  public init(_ raster: Raster, reach: Double) {
    precondition(
      raster.width == raster.height && raster.channelCount == 3, "a zoom picture is a square in colour")
    self.raster = raster
    contrast = ContrastPicture(raster, reach: reach)
  }

  /// Side of the square in pixels.
  public var side: Int { contrast.side }
}
