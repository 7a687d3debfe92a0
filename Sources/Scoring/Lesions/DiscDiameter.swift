import Workbench

/// The diameter of a picture's optic disc: the yardstick of distances on the retina, whatever the camera.
public struct DiscDiameter: Hashable, Sendable {
  /// In pixels of the frame.
  public let pixels: Float
  /// Whether the disc is marked in this picture; otherwise the diameter follows from the retina's.
  public let isMarked: Bool

  /// The share of the retina's diameter that a disc takes where none is marked.
  ///
  /// Source: IDRiD's photographs, in which the disc is about 520 pixels wide and the retina about 3,500.
  public static let shareOfRetina: Float = 1 / 7

  /// The diameter of a marked disc, the mean of the two sides of its box. Of several boxes, the largest counts. Nil if
  /// none has an area.
  public init?(marked boxes: [Box]) {
    guard let largest = boxes.max(by: { $0.area < $1.area }), largest.area > 0 else { return nil }
    pixels = (largest.width + largest.height) / 2
    isMarked = true
  }

  /// The diameter that is to be expected of a disc, a seventh of the retina's.
  public init(retinaDiameter: Float) {
    precondition(retinaDiameter > 0, "a retina has an extent")
    pixels = Self.shareOfRetina * retinaDiameter
    isMarked = false
  }
}
