import Fundus
import Workbench

/// The settings that decide what the network computes, apart from its weights: the keys of `model` and `regions`.
public struct ZoomInNetConfiguration: Hashable, Sendable {
  /// The form in which the network reads a picture.
  public enum Contrast: String, Hashable, Sendable, CaseIterable {
    /// Its colours.
    case plain
    /// How much each place of the retina differs from its surroundings.
    case local
  }

  /// What replaces the other eye if a patient has only one picture.
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

    /// Equal weights by default.
    public init(mNet: Float = 1, aNet: Float = 1, cNet: Float = 1) {
      self.mNet = mNet
      self.aNet = aNet
      self.cNet = cNet
    }
  }

  /// Sizes of the three networks.
  public var preset: ZoomInNetPreset
  /// The form in which the network reads a picture. The paper does not say. Weights learned on other photographs need
  /// colours.
  public var contrast: Contrast
  /// Half width of the surroundings with which a place is compared for contrast, as a fraction of the picture's side.
  public var contrastReach: Double
  /// Whether attention is kept inside the retina: the spatial softmax runs over its cells only, and G is 0 elsewhere.
  /// In the paper it runs over all cells.
  public var attentionInRetina: Bool
  /// What replaces a missing other eye.
  public var missingEye: MissingEye
  /// How C-Net's regions are found.
  public var regions: RegionSamplerConfiguration
  /// The weights of the three losses in phase 3. Phases 1 and 2 have one loss with weight 1.
  public var lossWeights: LossWeights

  /// The sampler that finds C-Net's patches; `patchPixels` is the side of C-Net's input.
  public var regionSampler: RegionSampler { RegionSampler(regions, preset: preset) }

  /// The conversion of pictures to local contrast; nil if the network reads their colours.
  public var localContrast: LocalContrast? {
    contrast == .local ? LocalContrast(reachFraction: contrastReach) : nil
  }

  /// A network of a preset's sizes, with the paper's region sampling.
  public init(
    preset: ZoomInNetPreset = .small, contrast: LocalContrast? = nil, attentionInRetina: Bool = false,
    missingEye: MissingEye = .repeat,
    regions: RegionSamplerConfiguration = RegionSamplerConfiguration(),
    lossWeights: LossWeights = LossWeights()
  ) {
    self.preset = preset
    self.contrast = contrast == nil ? .plain : .local
    contrastReach = contrast?.reachFraction ?? 0.05
    self.attentionInRetina = attentionInRetina
    self.missingEye = missingEye
    self.regions = regions
    self.lossWeights = lossWeights
  }
}

extension ZoomInNetConfiguration: Configurable {
  public static let keys: [SettingKey<ZoomInNetConfiguration>] = [
    .parsed(
      "preset", \.preset, form: .choice(ZoomInNetPreset.all.map(\.name)), "Which network.",
      read: { ZoomInNetPreset.named($0) }, write: { $0.name }
    ).changing(.resultsFrom(.prepare)),
    .choice(
      "contrast", \.contrast,
      "What the network reads: colours, or how much each place of the retina differs from its surroundings."),
    .number(
      "contrast_reach", \.contrastReach, 0.005...0.5,
      "For local contrast: half width of the surroundings with which a place is compared, as a fraction of the "
        + "picture's side."),
    .flag(
      "attention_in_retina", \.attentionInRetina,
      "A-Net's spatial softmax runs over cells of the retina only; the paper's runs over all."),
    .choice(
      "missing_eye", \.missingEye, "What replaces the features of an eye that was not photographed."),
    lossWeight("m_net_loss", \.lossWeights.mNet, of: "M-Net"),
    lossWeight("a_net_loss", \.lossWeights.aNet, of: "A-Net"),
    lossWeight("c_net_loss", \.lossWeights.cNet, of: "C-Net"),
  ]

  private static func lossWeight(
    _ name: String, _ place: SettingKey<ZoomInNetConfiguration>.Place<Float>, of network: String
  ) -> SettingKey<ZoomInNetConfiguration> {
    .number(name, place, 0...100, "Weight of \(network)'s loss in phase 3.").changing(
      .resultsFrom(.trainZoomInNet))
  }
}
