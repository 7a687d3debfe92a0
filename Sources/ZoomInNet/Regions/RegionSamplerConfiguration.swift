import Workbench

/// How suspicious regions are found in the gated attention maps: the keys of `regions`.
///
/// Source: Wang et al. 2017, the part on C-Net in section 2. Pixel lengths refer to the paper's sizes (view 492, zoom
/// 1230) and are scaled to the preset.
public struct RegionSamplerConfiguration: Hashable, Sendable {
  /// The picture side that `suppressionPixels` refers to.
  public static let referenceViewPixels = 492
  /// The picture side that `cropPixels` refers to.
  public static let referenceZoomPixels = 1230

  /// Which map is searched. The paper ignores level 0 because it "has no information".
  public enum Map: String, Hashable, Sendable, CaseIterable {
    /// At each pixel the largest of levels 1...4.
    case maximum
    /// At each pixel the sum of levels 1...4.
    case sum
    /// At each pixel the sum of those of levels 1...4 that are above 0: a place that indicates one level and
    /// contradicts another does not cancel out.
    case evidence
    /// The most probable level by y_A; if that is level 0, the most probable of 1...4.
    case predicted
    /// Level 1 alone.
    case level1 = "level_1"
    /// Level 2 alone.
    case level2 = "level_2"
    /// Level 3 alone.
    case level3 = "level_3"
    /// Level 4 alone.
    case level4 = "level_4"

    /// The map of one level, 1...4.
    public static func level(_ level: Int) -> Map { [.level1, .level2, .level3, .level4][level - 1] }

    /// The level, 1...4, if only its map is searched; nil if several are.
    public var level: Int? {
      switch self {
      case .level1: 1
      case .level2: 2
      case .level3: 3
      case .level4: 4
      case .maximum, .sum, .evidence, .predicted: nil
      }
    }
  }

  /// How the g x g map is resized to the view. A cell lies at the centre of its receptive field.
  public enum Interpolation: String, Hashable, Sendable, CaseIterable {
    /// Bilinear between the cells' centres; outside the outermost centres, the nearest cell.
    case bilinear
    /// The cell whose centre is nearest.
    case nearest
  }

  /// What happens to a crop that would leave the picture.
  public enum Border: String, Hashable, Sendable, CaseIterable {
    /// It is moved inside without a change of size.
    case shift
    /// It keeps its place, and the part outside is black.
    case clip
  }

  /// N: regions of a picture, at most.
  public var count: Int
  /// s: side of the square around a peak in which no further peak is sought; view pixels at 492.
  public var suppressionPixels: Int
  /// The searched map is averaged over squares of this side, view pixels at 492; 0 searches the map itself, as the
  /// paper does. With averaging, regions lie where a whole square has high responses and not around one strong cell,
  /// and the squares already taken no longer count.
  public var smoothingPixels: Int
  /// Side of C-Net's patches; zoom pixels at 1230.
  public var cropPixels: Int
  /// Which map is searched.
  public var map: Map
  /// How the map is enlarged.
  public var interpolation: Interpolation
  /// A region's response lies above this. Responses may be negative: with 0 a picture may have no region.
  public var minimumResponse: Float
  /// What happens to a crop that would leave the picture.
  public var border: Border
  /// Whether peaks lie in the retina only, not in the black around it (a pixel of the view is black where no
  /// channel exceeds a tenth of full brightness). The paper does not say; the blind baselines do the same.
  public var insideRetina: Bool

  /// The paper's N, s and crop; `maximum`, `bilinear`, 0 and `shift` where the paper leaves the choice open.
  public init(
    count: Int = 4, suppressionPixels: Int = 200, smoothingPixels: Int = 0, cropPixels: Int = 384,
    map: Map = .maximum,
    interpolation: Interpolation = .bilinear, minimumResponse: Float = 0, border: Border = .shift,
    insideRetina: Bool = true
  ) {
    precondition(
      count >= 0 && suppressionPixels > 0 && smoothingPixels >= 0 && cropPixels > 0, "regions have a size")
    self.count = count
    self.suppressionPixels = suppressionPixels
    self.smoothingPixels = smoothingPixels
    self.cropPixels = cropPixels
    self.map = map
    self.interpolation = interpolation
    self.minimumResponse = minimumResponse
    self.border = border
    self.insideRetina = insideRetina
  }
}

extension RegionSamplerConfiguration: Configurable {
  /// The description of a key that chooses the searched map, shared by several sections.
  public static let mapMeaning =
    "Which map is searched: the maximum over levels 1-4, their sum, the sum of those above 0 (evidence), the predicted "
    + "level, or one level."
  /// The description of a key that chooses the interpolation, shared by several sections.
  public static let interpolationMeaning =
    "How G is resized to the view before the search: bilinear between the centres of its cells, or the nearest cell."
  /// The range of a square's side.
  public static let squarePixels = 8...referenceViewPixels
  /// The unit of pixel lengths in the view.
  public static let viewUnit = "view pixels at 492"

  public static let keys: [SettingKey<RegionSamplerConfiguration>] = [
    .integer("count", \.count, 1...16, "The largest number of patches per eye for C-Net."),
    .integer(
      "suppression_pixels", \.suppressionPixels, squarePixels, unit: viewUnit,
      "Side of the square that a chosen peak hides from the next."),
    .integer(
      "smoothing_pixels", \.smoothingPixels, 0...referenceViewPixels, unit: viewUnit,
      "Side of the squares that the searched map is averaged over; 0 searches the map itself, as the paper does."
    ),
    .integer(
      "crop_pixels", \.cropPixels, 32...referenceZoomPixels, unit: "zoom pixels at 1230",
      "Side of C-Net's crop."),
    .choice("map", \.map, mapMeaning),
    .choice("interpolation", \.interpolation, interpolationMeaning),
    .number(
      "minimum_response", \.minimumResponse, -1_000...1_000, "Responses at or below this end the search."),
    .choice("border", \.border, "What happens to a crop that leaves the picture."),
    .flag(
      "inside_retina", \.insideRetina,
      "Whether peaks lie in the retina only, not in the black around it; mining follows it."),
  ]
}
