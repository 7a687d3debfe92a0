import ZoomInNet

/// Finds the places of a picture that are mined.
struct RegionFinder: Sendable {
  let configuration: MiningConfiguration
  private let samplers: [RegionSampler]

  init(_ configuration: MiningConfiguration, preset: ZoomInNetPreset) {
    self.configuration = configuration
    var regions = configuration.regions
    switch configuration.levels {
    case .together: samplers = [RegionSampler(regions, preset: preset)]
    case .each(let levels):
      samplers = levels.map { level in
        regions.map = .level(level)
        return RegionSampler(regions, preset: preset)
      }
    }
  }

  /// The regions of a picture: those of each search in turn, highest response first; or, if dense, every cell above
  /// the smallest response in reading order.
  func regions(_ prediction: PicturePrediction) -> [Region] {
    // The searched map may be that of the predicted level: A-Net's level, or the combined one without A-Net.
    let probabilities = prediction.heads[.aNet] ?? prediction.probabilities
    return samplers.flatMap { sampler in
      configuration.isDense
        ? sampler.denseRegions(gatedAttention: prediction.gatedAttention, probabilities: probabilities).filter
        {
          isOpen($0, prediction.retina, side: sampler.viewPixels)
        }
        : sampler.regions(
          gatedAttention: prediction.gatedAttention, probabilities: probabilities,
          retina: configuration.regions.insideRetina ? prediction.retina : nil)
    }
  }

  private func isOpen(_ region: Region, _ retina: [UInt8]?, side: Int) -> Bool {
    guard configuration.regions.insideRetina, let retina else { return true }
    return retina[region.peakY * side + region.peakX] != 0
  }
}
