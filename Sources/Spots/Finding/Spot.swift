/// A place of lesion size in a zoom picture.
public struct Spot: Hashable, Sendable {
  /// Whether a place is darker or brighter than its surroundings.
  public enum Polarity: UInt8, Hashable, Sendable, CaseIterable {
    /// Microaneurysms, haemorrhages, but also the fovea, and where vessels cross.
    case dark = 0
    /// Exudates, cotton-wool spots, drusen, reflexes.
    case bright = 1
  }

  /// Horizontal centre, in pixels of the zoom picture from its left edge.
  public let x: Float
  /// Vertical centre, in pixels of the zoom picture from its top edge.
  public let y: Float
  /// The Gaussian's sigma at which the place stands out most, in pixels of the zoom picture. A disc of radius r stands
  /// out most at r / sqrt(2).
  public let scale: Float
  /// Darker or brighter.
  public let polarity: Polarity
  /// sigma^2 times the weaker curvature of the green channel's local contrast: above 0, about 1 for a full contrast.
  public let strength: Float

  /// A place.
  public init(x: Float, y: Float, scale: Float, polarity: Polarity, strength: Float) {
    self.x = x
    self.y = y
    self.scale = scale
    self.polarity = polarity
    self.strength = strength
  }
}
