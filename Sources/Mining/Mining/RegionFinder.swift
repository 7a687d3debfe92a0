import ZoomInNet

/// Finds the places of a picture that are mined.
struct RegionFinder: Sendable {
  let configuration: MiningConfiguration
  private let samplers: [RegionSampler]
  private let insideRetina: Bool

  /// - Parameter network: the network whose attention is searched.
  init(_ configuration: MiningConfiguration, network: ZoomInNetConfiguration) {
    self.configuration = configuration
    insideRetina = network.regions.insideRetina
    var sampling = configuration.sampling(following: network.regions)
    let maps = configuration.levels.map { RegionSamplerConfiguration.Map.level($0) }
    samplers = (maps.isEmpty ? [sampling.map] : maps).map { map in
      sampling.map = map
      return RegionSampler(sampling, preset: network.preset)
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
          retina: insideRetina ? prediction.retina : nil)
    }
  }

  private func isOpen(_ region: Region, _ retina: [UInt8]?, side: Int) -> Bool {
    guard insideRetina, let retina else { return true }
    return retina[region.peakY * side + region.peakX] != 0
  }
}
