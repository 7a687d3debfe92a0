import Fundus
import ZoomInNet

/// What is mined from a trained network: which pictures, which places, which boxes.
///
/// It is separate from C-Net's own sampler, because mining may look for more places or search another map.
public struct MiningConfiguration: Hashable, Sendable {
  /// Which box stands for a region.
  public enum Box: String, Hashable, Sendable, CaseIterable {
    /// C-Net's crop around the peak (384 of 1230), moved inside the prepared square.
    case crop
    /// The suppression window around the peak (200 of 492), moved inside the prepared square.
    case window
  }

  /// Which levels' maps are searched.
  public enum Levels: Hashable, Sendable {
    /// One search over the sampler's map (maximum, sum, predicted).
    case together
    /// A search for each of these levels, 1...4, in this order; regions of all of them are kept.
    case each([Int])
  }

  /// How places are found: N, s, crop, map, interpolation, smallest response, border.
  public var regions: RegionSamplerConfiguration
  /// Whether levels are searched together or each alone.
  public var levels: Levels
  /// The splits whose pictures are mined; nil: those that the network was not trained on.
  public var splits: Set<Split>?
  /// Whether every cell with a response above `regions.minimumResponse` is mined, in reading order, instead of peaks.
  public var isDense: Bool
  /// Which box stands for a region.
  public var box: Box
  /// Pictures per block; an interruption loses the work on one block at most.
  public var blockPictureCount: Int

  /// By default four regions per picture, sampled as in the paper, from the pictures not trained on.
  public init(
    regions: RegionSamplerConfiguration = RegionSamplerConfiguration(), levels: Levels = .together,
    splits: Set<Split>? = nil, isDense: Bool = false, box: Box = .crop, blockPictureCount: Int = 64
  ) {
    precondition(blockPictureCount > 0, "a block needs pictures")
    if case .each(let levels) = levels {
      precondition(levels.allSatisfy { (1...4).contains($0) }, "only levels 1...4 can be searched")
    }
    self.regions = regions
    self.levels = levels
    self.splits = splits
    self.isDense = isDense
    self.box = box
    self.blockPictureCount = blockPictureCount
  }

  /// The indices of the pictures to mine, ascending.
  public func pictures(of manifest: Manifest) -> [Int] {
    let wanted = splits ?? Set(Split.allCases).subtracting([.train])
    return manifest.entries.indices.filter { wanted.contains(manifest.entries[$0].split) }
  }
}
