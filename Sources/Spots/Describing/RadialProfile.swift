import CKernels
import Foundation

/// Describes spots without a network: local contrast along circles around them, which does not change when the picture is
/// turned or mirrored.
///
/// A descriptor has for each of ten circles the mean of red, of green and of blue, the deviation of green along the circle,
/// and the part of green that repeats twice a turn (large on a vessel); last, the spot's scale.
public struct RadialProfile: Sendable {
  /// Numbers of a descriptor.
  public static let dimension = 5 * ringCount + 1

  private static let ringCount = 10
  private static let angleCount = 16
  /// The radius of the outermost circle, as a fraction of the picture's side: 27 zoom pixels at 1230.
  private static let reach = 0.022
  /// The weight of the scale's logarithm beside contrasts.
  private static let scaleWeight: Float = 0.3

  /// A description.
  public init() {}

  /// The descriptors of a picture's spots, [spots, `dimension`].
  public func descriptors(of spots: [Spot], in picture: ContrastPicture) -> [Float] {
    let places = spots.flatMap { [$0.x - 0.5, $0.y - 0.5] }
    let length = 5 * Self.ringCount
    let profiles = [Float](unsafeUninitializedCapacity: spots.count * length) { buffer, count in
      if let base = buffer.baseAddress, !spots.isEmpty {
        ck_spot_profiles(
          picture.planes, Int32(picture.side), places, Int64(spots.count),
          Float(Self.reach * Double(picture.side)),
          Int32(Self.ringCount), Int32(Self.angleCount), base)
      }
      count = spots.count * length
    }
    let unit = Float(SpotConfiguration.referencePixels) / Float(picture.side)
    return spots.indices.flatMap { index in
      profiles[index * length..<(index + 1) * length] + [Self.scaleWeight * log(spots[index].scale * unit)]
    }
  }
}
