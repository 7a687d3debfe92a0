/// The columns under `/region` that only spots have.
public struct FeatureSpot: Hashable, Sendable {
  /// Darker (0) or brighter (1) than the surroundings.
  public var polarity: UInt8
  /// The sigma at which the spot stands out most, in pixels of the source picture.
  public var scaleSource: Float
  /// How much it stands out: above 0, about 1 for a full contrast.
  public var strength: Float
  /// How unlike the spots of healthy photographs it is: 0 or more, about 1 for a usual one; 0 where none are known.
  public var novelty: Float

  /// The polarities that a file may hold.
  static let polarities: ClosedRange<UInt8> = 0...1

  /// Whether it is darker than its surroundings.
  public var isDark: Bool { polarity == 0 }

  /// The columns of a spot.
  public init(polarity: UInt8, scaleSource: Float, strength: Float, novelty: Float = 0) {
    self.polarity = polarity
    self.scaleSource = scaleSource
    self.strength = strength
    self.novelty = novelty
  }
}
