import Fundus
import FeatureStore
import Workbench
import ZoomInNet

/// What is mined from a trained network: which pictures, which places, which boxes. The keys of `mine`.
///
/// Independent of C-Net's sampler: mining may search another map for more places. Only the crop's side, the border and
/// the retina, which decide where a region can lie, come from `regions`.
public struct MiningConfiguration: Hashable, Sendable {
  /// Which box stands for a region.
  public enum Box: String, Hashable, Sendable, CaseIterable {
    /// C-Net's crop around the peak (384 of 1230), moved inside the prepared square.
    case crop
    /// The suppression window around the peak (200 of 492), moved inside the prepared square.
    case window
  }

  /// The largest number of regions per picture.
  public var regionsPerImage = 4
  /// Side of the square that a chosen peak hides from the next; view pixels at 492.
  public var suppressionPixels = 200
  /// Side of the squares that the searched map is averaged over; view pixels at 492.
  public var smoothingPixels = 0
  /// A region's response lies above this. Responses may be negative: with 0 a picture may have no region.
  public var minimumResponse: Float = 0
  /// Which map is searched where the levels are searched together.
  public var map = RegionSamplerConfiguration.Map.maximum
  /// How the map is enlarged.
  public var interpolation = RegionSamplerConfiguration.Interpolation.bilinear
  /// Levels 1...4 that are each searched alone, in this order; regions of all of them are kept. Empty: one search over
  /// `map`.
  public var levels: [Int] = []
  /// The splits whose pictures are mined.
  public var splits: [Split] = [.validation, .test, .shifted]
  /// Which box stands for a region.
  public var box = Box.crop
  /// Takes every cell whose response is above `minimumResponse`, row by row, instead of peaks.
  public var isDense = false
  /// Attention panels to draw.
  public var panelCount = 12
  /// What is mined: regions around peaks of the attention, spots of lesion size, or both.
  public var units = [MinedUnit.cell]
  /// Pictures per block. An interruption loses at most one block. No result depends on it.
  public var blockPictureCount = 64

  /// Four regions of a picture by the paper's sampling, from the pictures not trained on.
  public init() {}

  /// The indices of the pictures to mine, ascending.
  public func pictures(of manifest: Manifest) -> [Int] {
    manifest.entries.indices.filter { splits.contains(manifest.entries[$0].split) }
  }

  /// How places are found, where C-Net's are found by `regions`.
  func sampling(following regions: RegionSamplerConfiguration) -> RegionSamplerConfiguration {
    RegionSamplerConfiguration(
      count: regionsPerImage, suppressionPixels: suppressionPixels, smoothingPixels: smoothingPixels,
      cropPixels: regions.cropPixels, map: map, interpolation: interpolation,
      minimumResponse: minimumResponse, border: regions.border, insideRetina: regions.insideRetina)
  }
}

extension MiningConfiguration: Configurable {
  public static let keys: [SettingKey<MiningConfiguration>] = [
    .selection(
      "units", \.units, form: "a list of cell and spot, each once",
      "What is mined: cell, regions around peaks of the gated attention; spot, places of lesion size, which the keys "
        + "of spots describe. Each is clustered apart."
    ).asked { $0.units != [.cell] },
    .integer("regions_per_image", \.regionsPerImage, 1...64, "The largest number of regions per picture."),
    .integer(
      "suppression_pixels", \.suppressionPixels, RegionSamplerConfiguration.squarePixels,
      unit: RegionSamplerConfiguration.viewUnit, "Side of the square that a chosen peak hides from the next."),
    .integer(
      "smoothing_pixels", \.smoothingPixels, 0...RegionSamplerConfiguration.referenceViewPixels,
      unit: RegionSamplerConfiguration.viewUnit,
      "Side of the squares that the searched map is averaged over; 0: none."),
    .number(
      "minimum_response", \.minimumResponse, -1_000...1_000,
      "The search ends at responses of this value or less. G may be negative, so a picture may have no region."
    ),
    .choice("map", \.map, RegionSamplerConfiguration.mapMeaning),
    .choice("interpolation", \.interpolation, RegionSamplerConfiguration.interpolationMeaning),
    .list(
      "levels", \.levels, form: "a list of levels from 1 to 4, such as [3, 4]", of: .integer(1...4),
      isUnique: true,
      "Levels that are each searched alone, in this order; an empty list searches mine.map once.",
      read: { Int($0).flatMap { (1...4).contains($0) ? $0 : nil } }, write: { "\($0)" }),
    .selection(
      "splits", \.splits, form: "a list of train, validation, test and shifted, each once",
      "The pictures that are mined; by default those not trained on."),
    .choice("box", \.box, "Which box stands for a region: C-Net's crop or the window."),
    .integer("panels", \.panelCount, 0...10_000, "Attention panels to draw."),
    .flag(
      "dense", \.isDense,
      "Mine every cell above the minimum response instead of separated peaks. Each region lies around the centre of the "
        + "cell's receptive field."),
  ]
}
