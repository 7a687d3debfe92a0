internal import CKernels
import Imaging

/// How much each place of a retina differs from its surroundings, instead of its colour.
///
/// Camera, pigment and illumination change slowly over a picture and so cancel in the ratio; lesions do not. Outside
/// the retina the value is exactly 0, which is also the mean inside, so that neither the edge of the retina nor the
/// black corners are visible.
///
/// Source: the idea of subtracting the local average is B. Graham's, Kaggle diabetic retinopathy report, 2015.
/// Deviation: a ratio instead of a difference, as light is multiplied and not added; averages over the retina only.
public struct LocalContrast: Hashable, Sendable {
  /// The half width of the surroundings as a fraction of the picture's side, 0.005...0.5.
  public let reachFraction: Double

  /// A pixel of twice the average becomes 1 + gain and a black one 1 - gain, before values are clamped to -1...1.
  private static let gain: Float = 2
  /// Added to the average in 0...255, so that noise in a dark channel stays small.
  private static let floor: Float = 16
  /// A pixel belongs to the retina where a channel exceeds a tenth of full brightness.
  private static let black: Int32 = 25

  /// Contrast against surroundings of this reach.
  public init(reachFraction: Double) {
    precondition(reachFraction > 0 && reachFraction <= 0.5, "surroundings lie in the picture")
    self.reachFraction = reachFraction
  }

  /// The contrast of a square picture in codes: 0 outside the retina; inside 1...255, where 128 is no contrast.
  public func codes(of picture: Raster) -> Raster {
    precondition(picture.width == picture.height, "contrast is taken of squares")
    let side = picture.width
    let source = picture.rgb()
    var codes = Raster(width: side, height: side, channelCount: 3)
    let reach = max(1, Int32((reachFraction * Double(side)).rounded()))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 8 * side * side + 4 * side) { scratch in
      codes.samples.withUnsafeMutableBufferPointer { codes in
        guard let scratch = scratch.baseAddress, let codes = codes.baseAddress else { return }
        ck_local_contrast(
          source.samples, Int32(side), reach, Self.black, Self.gain, Self.floor, scratch, codes)
      }
    }
    return codes
  }

  /// Writes a square of codes, oriented, as three planes [3, side, side]: exactly 0 outside the retina; inside
  /// (code - 127.75) / 127.5, never 0 and within -1...1.
  public func fill(
    _ codes: Raster, orientation: Orientation = .upright, into planes: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      codes.width == codes.height && codes.channelCount == 3, "codes are squares of three channels")
    precondition(planes.count == codes.samples.count, "the planes do not fit the picture")
    codes.samples.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress, let planes = planes.baseAddress else { return }
      ck_fundus_fill_contrast(source, Int32(codes.width), Int32(orientation.index), planes)
    }
  }
}
