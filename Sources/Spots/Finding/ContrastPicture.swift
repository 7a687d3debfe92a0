import CKernels
import Fundus
import Imaging

/// The local contrast of a zoom picture, in which spots are sought and described.
public struct ContrastPicture: Sendable {
  /// Side of the square in pixels.
  public let side: Int
  /// Red, green and blue, [3, side, side], -1...1; exactly 0 outside the retina.
  let planes: [Float]
  /// 8-bit codes of the same.
  let codes: Raster

  /// The contrast of a square picture with surroundings of a half width of `reach` of its side.
  public init(_ picture: Raster, reach: Double) {
    let contrast = LocalContrast(reachFraction: reach)
    let codes = contrast.codes(of: picture)
    self.codes = codes
    side = picture.width
    planes = [Float](unsafeUninitializedCapacity: codes.samples.count) { buffer, count in
      contrast.fill(codes, into: UnsafeMutableBufferPointer(rebasing: buffer[..<codes.samples.count]))
      count = codes.samples.count
    }
  }

  /// Calls `body` with the plane of a colour, [side, side].
  func withPlane(_ channel: SpotChannel, _ body: (UnsafePointer<Float>) -> Void) {
    planes.withUnsafeBufferPointer { planes in
      if let base = planes.baseAddress { body(base + channel.plane * side * side) }
    }
  }

  /// Whether each place is `margin` pixels or more within the retina along x and y.
  func inside(margin: Int) -> [UInt8] {
    let area = side * side
    var scratch = [UInt8](repeating: 0, count: area)
    return [UInt8](unsafeUninitializedCapacity: area) { buffer, count in
      codes.samples.withUnsafeBufferPointer { codes in
        guard let codes = codes.baseAddress, let inside = buffer.baseAddress else { return }
        ck_spot_inside(codes + 1, Int32(side), 3, Int32(margin), &scratch, inside)
      }
      count = area
    }
  }
}
