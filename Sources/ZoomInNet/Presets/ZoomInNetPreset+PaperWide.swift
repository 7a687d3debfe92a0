import Workbench

extension ZoomInNetPreset {
  /// The paper's picture sizes with networks that can load published ImageNet weights: M-Net is an Inception-ResNet v2
  /// with a projection to the paper's 1024 channels, and C-Net is an Inception v3.
  ///
  /// Source: Wang et al. 2017, the implementation details in section 3, where training begins from ImageNet weights;
  /// see the two trunks. Deviation: the paper's own M-Net is not public, and this one has four times the arithmetic of
  /// `paper`.
  public static let paperWide = ZoomInNetPreset(
    name: "paper-wide", viewPixels: 492, zoomPixels: 1230,
    cells: CellGrid(count: 14, firstCentre: 37.5, stride: 32), channelCount: 1024,
    patchChannelCount: 2048, mNet: .inceptionResNetV2(channels: 1024), aNet: ANetConfiguration(),
    cNet: .inceptionV3, eyeParameterCount: 53_465_263, patchParameterCount: 21_807_077)
}
