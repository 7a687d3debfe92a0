import Workbench

/// Which places of a picture are spots: the keys of `spots`.
public struct SpotConfiguration: Hashable, Sendable {
  /// The picture side that `scales` and `distance` refer to.
  public static let referencePixels = 1230

  /// The most spots of each polarity in a picture.
  public var count: Int
  /// The sigmas of the scale space, in zoom pixels at 1230.
  public var scales: [Double]
  /// The least distance between two spots of one polarity along x or y, in zoom pixels at 1230.
  public var distance: Double
  /// How far from the retina's rim a spot must be, in zoom pixels at 1230.
  public var margin: Double
  /// The half width of the surroundings with which a place is contrasted, as a fraction of the picture's side.
  public var contrastReach: Double

  /// Sixty of each polarity at four scales from 1.2 to 6, as were measured on real photographs.
  public init(
    count: Int = 60, scales: [Double] = [1.2, 2, 3.5, 6], distance: Double = 15, margin: Double = 37,
    contrastReach: Double = 0.05
  ) {
    precondition(
      count > 0 && !scales.isEmpty && distance >= 0 && margin >= 0 && contrastReach > 0, "spots have a size")
    self.count = count
    self.scales = scales
    self.distance = distance
    self.margin = margin
    self.contrastReach = contrastReach
  }
}

extension SpotConfiguration: Configurable {
  private static let unit = "zoom pixels at 1230"

  public static let keys: [SettingKey<SpotConfiguration>] = [
    .integer(
      "count", \.count, 1...1_000, "The most spots of each polarity in a picture, the strongest first."),
    .list(
      "scales", \.scales, form: "a list of rising numbers from 0.7 to 24, in \(unit)",
      "The sigmas at which spots are sought; a disc of radius r stands out most at r / 1.41.",
      read: { Double($0) }, write: { "\($0)" },
      isValid: {
        $0.allSatisfy((0.7...24).contains) && !$0.isEmpty && $0.count < 256
          && zip($0, $0.dropFirst()).allSatisfy(<)
      }),
    .number(
      "distance", \.distance, 0...200, unit: unit,
      "The least distance between two spots of one polarity along x or y."),
    .number("margin", \.margin, 0...300, unit: unit, "How far from the rim of the retina spots lie."),
    .number(
      "contrast_reach", \.contrastReach, 0.005...0.5,
      "Half width of the surroundings with which a place is contrasted, as a fraction of the picture's side."),
  ]
}
