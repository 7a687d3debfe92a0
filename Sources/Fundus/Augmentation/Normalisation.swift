internal import CKernels
import Imaging

/// How samples 0...255 are normalised for a network: `(sample / 255 - mean) / deviation`, per channel.
public struct Normalisation: Hashable, Sendable {
  /// Mean of red, green, blue in 0...1.
  public let mean: [Float]
  /// Deviation of red, green, blue in 0...1, above zero.
  public let deviation: [Float]

  /// A normalisation by three means and three deviations.
  public init(mean: [Float], deviation: [Float]) {
    precondition(mean.count == 3 && deviation.count == 3, "there are three channels")
    precondition(deviation.allSatisfy { $0 > 0 }, "a deviation is positive")
    self.mean = mean
    self.deviation = deviation
  }

  /// Mean and deviation 0.5: samples become -1...1, black borders -1.
  ///
  /// Source: timm's `inception_resnet_v2` and `inception_v3` weights.
  public static let halves = Normalisation(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])

  /// The means and deviations of ImageNet's training pictures.
  ///
  /// Source: torchvision's classification weights.
  public static let imageNet = Normalisation(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

  /// The normalisation of a picture whose channels are first multiplied by factors; black stays black.
  ///
  /// - Parameter factors: of red, green, blue, above zero.
  public func multiplying(_ factors: [Float]) -> Normalisation {
    Normalisation(
      mean: zip(mean, factors).map { $0 / $1 }, deviation: zip(deviation, factors).map { $0 / $1 })
  }

  /// Writes a square picture, oriented, as three planes [3, side, side] (NCHW without the N).
  ///
  /// A grey picture is copied to all three planes. Exactly `3 * side * side` numbers are written.
  public func fill(
    _ raster: Raster, orientation: Orientation = .upright, into planes: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(raster.width == raster.height, "only squares are oriented")
    precondition(planes.count == 3 * raster.width * raster.width, "the planes do not fit the picture")
    let scale = deviation.map { 1 / (255 * $0) }
    let offset = zip(mean, deviation).map { -$0 / $1 }
    raster.samples.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress, let planes = planes.baseAddress else { return }
      ck_fundus_fill_planes(
        source, Int32(raster.width), Int32(raster.channelCount), Int32(orientation.index), scale, offset,
        planes)
    }
  }
}
