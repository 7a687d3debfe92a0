internal import CKernels
import Foundation
import Workbench

extension BitMask {
  /// Pixels that are connected, also across corners.
  public struct Component: Hashable, Sendable {
    /// The tightest box, on whole pixels, the maximum exclusive.
    public let box: Box
    /// The number of pixels.
    public let pixelCount: Int
  }

  /// The 8-connected components, in the order of their first pixels, row by row.
  ///
  /// Complexity: practically linear in the number of pixels.
  public func components() -> [Component] {
    var found: UnsafeMutablePointer<ck_component>?
    let count = ck_components(bits, Int32(width), Int32(height), &found)
    defer { free(found) }
    precondition(count >= 0, "no memory for the components of a mask")
    return UnsafeBufferPointer(start: found, count: Int(count)).map {
      Component(
        box: Box(minX: Float($0.x0), minY: Float($0.y0), maxX: Float($0.x1), maxY: Float($0.y1)),
        pixelCount: Int($0.pixel_count))
    }
  }
}
