import Imaging
import Workbench

/// A change of a square picture's scale and sharpness, the same on the retina whatever the picture's size in pixels.
public struct Alteration: Hashable, Sendable {
  /// How many times larger things become, about the picture's centre. Below 1 a black margin surrounds the picture.
  public let magnification: Double
  /// The standard deviation of the Gaussian that blurs the picture, as a fraction of its side.
  public let blurFraction: Double

  /// A change of scale, then a blur.
  public init(magnification: Double = 1, blurFraction: Double = 0) {
    precondition(magnification > 0 && magnification.isFinite, "a magnification is above 0")
    precondition(blurFraction >= 0 && blurFraction.isFinite, "a blur is at least 0")
    self.magnification = magnification
    self.blurFraction = blurFraction
  }

  /// The altered picture, of the same size.
  public func apply(to raster: Raster) -> Raster {
    precondition(raster.width == raster.height, "only squares are altered")
    let side = raster.width
    var altered = raster
    if magnification != 1 {
      let margin = Float(side) * Float(1 - 1 / magnification) / 2
      let box = Box(minX: margin, minY: margin, maxX: Float(side) - margin, maxY: Float(side) - margin)
      altered = raster.crop(box, toWidth: side, height: side, filter: .bilinear)
    }
    return blurFraction > 0 ? altered.blurred(deviation: blurFraction * Double(side)) : altered
  }
}
