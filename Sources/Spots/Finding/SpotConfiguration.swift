import Fundus
import Workbench

/// Which places of a picture are spots: the keys of `spots`.
public struct SpotConfiguration: Hashable, Sendable {
  /// The picture side that `scales` and `distance` refer to.
  public static let referencePixels = 1230

  /// The strongest spots of each polarity in a picture: they are described and ranked.
  public var proposalCount = 150
  /// What they are ranked by: the product of these.
  public var ranking: [SpotRanking] = [.strength]
  /// The most spots of each polarity that are kept, those of the highest rank.
  public var count = 60
  /// The colours in which spots are sought.
  public var channels: [SpotChannel] = [.green]
  /// The sigmas of the scale space, in zoom pixels at 1230.
  public var scales = [1.2, 2, 3.5, 6]
  /// The contrast of the other sign, 0...1, beyond which it is cut off before spots of a polarity are sought.
  public var otherContrast = 1.0
  /// The least distance between two spots of one polarity along x or y, in zoom pixels at 1230.
  public var distance = 15.0
  /// How far from the retina's rim a spot must be, in zoom pixels at 1230.
  public var margin = 37.0
  /// The half width of the surroundings with which a place is contrasted, as a fraction of the picture's side.
  public var contrastReach = 0.05
  /// Side of the square around a spot that stands for it in tables and mosaics, in zoom pixels at 1230.
  public var boxPixels = 64.0
  /// What describes spots, one after another; empty: the profile, and the trunk if training began from given weights.
  public var descriptions: [SpotDescription] = []
  /// The layers of the trunk that describe spots.
  public var layers: [SpotLayer] = [.stride4, .stride8, .stride16]
  /// Whose weights the describing trunk has.
  public var weights = SpotWeights.initial
  /// The splits whose healthy photographs spots are compared with.
  public var bankSplits: [Split] = [.train]
  /// The most healthy photographs that spots are compared with; 0: none, so novelty is 0.
  public var bankPictureCount = 60
  /// How many of the nearest healthy spots decide the novelty.
  public var noveltyNeighbourCount = 5

  /// Whether a run clusters dark and bright spots apart.
  public var separatesPolarities = true

  /// Sixty of each polarity at four scales from 1.2 to 6, as were measured on real photographs.
  public init() {}
}

extension SpotConfiguration {
  /// What describes spots.
  ///
  /// - Parameter beginsFromWeights: whether `train.initial_weights` is given.
  public func descriptions(beginsFromWeights: Bool) -> [SpotDescription] {
    guard descriptions.isEmpty else { return descriptions }
    return beginsFromWeights ? [.profile, .trunk] : [.profile]
  }
}

extension SpotConfiguration: Configurable {
  private static let unit = "zoom pixels at 1230"
  private static let scaleRange = 0.7...24.0

  public static let keys: [SettingKey<SpotConfiguration>] = [
    .integer(
      "proposals", \.proposalCount, 1...1_000,
      "The strongest spots of each polarity in a picture, which are described and ranked."),
    .selection(
      "rank", \.ranking, form: "a list of strength, attention and novelty, each once",
      "What the spots of a picture are ranked by: the product of the quantities named."),
    .integer(
      "count", \.count, 1...1_000,
      "The most spots of each polarity in a picture that are kept, the first by rank."),
    .selection(
      "channels", \.channels, form: "a list of red, green and blue, each once",
      "The colours in which spots are sought; at each place the one in which a spot stands out most counts. Blood stands out "
        + "in green, pigment in red."),
    .list(
      "scales", \.scales, form: "a list of rising numbers from 0.7 to 24, in \(unit)",
      of: .number(scaleRange), counts: 1...255,
      "The sigmas at which spots are sought; a disc of radius r stands out most at r / 1.41.",
      read: { Double($0) }, write: { "\($0)" },
      isValid: { $0.allSatisfy(scaleRange.contains) && zip($0, $0.dropFirst()).allSatisfy(<) }),
    .number(
      "other_contrast", \.otherContrast, 0...1,
      "Bright contrast above this is cut off before dark spots are sought, and dark contrast before bright ones: the gap "
        + "between two exudates is no dark spot; 1 cuts nothing."),
    .number(
      "distance", \.distance, 0...200, unit: unit,
      "The least distance between two spots of one polarity along x or y."),
    .number("margin", \.margin, 0...300, unit: unit, "How far from the rim of the retina spots lie."),
    .number(
      "contrast_reach", \.contrastReach, 0.005...0.5,
      "Half width of the surroundings with which a place is contrasted, as a fraction of the picture's side."),
    .number(
      "box_pixels", \.boxPixels, 8...400, unit: unit,
      "Side of the square around a spot that tables name and mosaics show."),
    .list(
      "descriptor", \.descriptions, form: "a list of profile and trunk, each once",
      of: .choice(SpotDescription.allCases.map(\.rawValue)), isUnique: true,
      "What describes spots: profile, local contrast along circles; trunk, layers of M-Net's trunk that reads the zoom "
        + "picture. An empty list is both where train.initial_weights is given, else profile.",
      read: { SpotDescription(rawValue: $0) }, write: { $0.rawValue }),
    .selection(
      "layers", \.layers, form: "a list of 2, 4, 8, 16 and M, each once",
      "The layers of the trunk: the last ones of these strides in pixels, or M."),
    .choice(
      "weights", \.weights,
      "The weights of the trunk: those of train.initial_weights, or those of the trained network."),
    .flag(
      "by_polarity", \.separatesPolarities,
      "A run clusters dark and bright spots apart, unless cluster.polarity names one of them."
    ).changing(.nothing),
    .selection(
      "bank_splits", \.bankSplits, form: "a list of train, validation, test and shifted, each once",
      "The splits whose healthy photographs (grade 0) spots are compared with, for their novelty."),
    .integer(
      "bank_pictures", \.bankPictureCount, 0...10_000,
      "The most healthy photographs that spots are compared with, drawn by the seed; 0: no novelty is measured."
    ),
    .integer(
      "novelty_neighbours", \.noveltyNeighbourCount, 1...64,
      "The number of the nearest healthy spots from which a spot's novelty is measured."),
  ]
}
