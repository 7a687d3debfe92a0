import Imaging
import Workbench

/// Why a box that a person gave cannot be a place on its picture.
public struct BoxFault: Hashable, Sendable {
  /// What is wrong, as a clause that has the box and the size of the picture.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String

  /// The fault of a box; nil if there is none.
  ///
  /// A box may reach over the edge of its picture. The centre of a lesion lies in the picture; a patch may be the tile
  /// of a region at the edge, so it only has to share a part with the picture. A box of at most one pixel in the upper
  /// left corner, where no photograph shows retina, was given in fractions.
  ///
  /// - Parameters:
  ///   - box: in source pixels.
  ///   - name: the picture.
  ///   - size: of the picture as it is seen, after EXIF has turned it; nil if it is not known.
  ///   - isPatch: whether it is a patch that was named as a whole, not a lesion.
  public init?(_ box: Box, on name: String, size: Extent?, isPatch: Bool = false) {
    let numbers = box.coordinates.map(Self.text).joined(separator: ", ")
    let picture = size.map { "\(name), which is \($0.width) x \($0.height) pixels" } ?? name
    if box.width <= 1, box.height <= 1, max(box.maxX, box.maxY) < 1.5, min(box.minX, box.minY) > -1 {
      reason = "the box \(numbers) is in fractions of \(picture)"
      remedy = "Boxes are in pixels: multiply x by the width and y by the height."
      return
    }
    guard let size else { return nil }
    let bounds = Box(minX: 0, minY: 0, maxX: Float(size.width), maxY: Float(size.height))
    let isInside =
      isPatch ? box.intersection(bounds).area > 0 : bounds.contains(x: box.centreX, y: box.centreY)
    guard !isInside else { return nil }
    reason = "the box \(numbers) lies outside of \(picture)"
    remedy = "Give x0, y0, x1, y1 in pixels of this file, not of a larger copy."
  }

  // MARK: -

  private static func text(_ number: Float) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
