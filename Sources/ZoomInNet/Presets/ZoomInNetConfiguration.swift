import Fundus

/// Everything that decides what the network computes, apart from its weights.
public struct ZoomInNetConfiguration: Hashable, Sendable {
  /// Levels of diabetic retinopathy: 0...4.
  public static let levelCount = 5

  /// What stands in for the fellow eye of a patient of whom there is only one.
  public enum MissingEye: String, Hashable, Sendable, CaseIterable {
    /// The eye itself.
    case `repeat`
    /// Zeros.
    case zero
  }

  /// The weights of the three losses in phase 3.
  public struct LossWeights: Hashable, Sendable {
    /// w_M: of CE(y_M).
    public var mNet: Float
    /// w_A: of CE(y_A).
    public var aNet: Float
    /// w_C: of CE(y_C).
    public var cNet: Float

    /// Equal weights unless said otherwise.
    public init(mNet: Float = 1, aNet: Float = 1, cNet: Float = 1) {
      self.mNet = mNet
      self.aNet = aNet
      self.cNet = cNet
    }
  }

  /// Sizes of the three networks.
  public var preset: ZoomInNetPreset
  /// What the network sees of a picture: contrast against its surroundings, or, where nil, its colours. The paper
  /// does not say; weights learned on other photographs want colours.
  public var contrast: LocalContrast?
  /// Whether attention stays in the retina: the spatial softmax runs over its cells only, and G is 0 elsewhere. The
  /// paper's runs over all cells.
  public var attentionInRetina: Bool
  /// What stands in for a missing fellow eye.
  public var missingEye: MissingEye
  /// How the regions that C-Net looks at are found.
  public var regions: RegionSamplerConfiguration
  /// The weights of the three losses in phase 3; phases 1 and 2 descend one loss at weight 1.
  public var lossWeights: LossWeights

  /// The sampler that finds C-Net's patches; `patchPixels` is the side of C-Net's input.
  public var regionSampler: RegionSampler { RegionSampler(regions, preset: preset) }

  /// A network of a preset's sizes, with the paper's region sampling.
  public init(
    preset: ZoomInNetPreset, contrast: LocalContrast? = nil, attentionInRetina: Bool = false,
    missingEye: MissingEye = .repeat,
    regions: RegionSamplerConfiguration = RegionSamplerConfiguration(),
    lossWeights: LossWeights = LossWeights()
  ) {
    self.preset = preset
    self.contrast = contrast
    self.attentionInRetina = attentionInRetina
    self.missingEye = missingEye
    self.regions = regions
    self.lossWeights = lossWeights
  }
}
