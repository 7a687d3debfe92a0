extension RegionSampler {
  /// A sampler for a preset's sizes.
  public init(_ configuration: RegionSamplerConfiguration, preset: ZoomInNetPreset) {
    self.init(
      configuration, cells: preset.cells, viewPixels: preset.viewPixels, zoomPixels: preset.zoomPixels)
  }
}
