import Workbench

extension ZoomInNetPreset {
  /// For a start from ImageNet on a workstation without an accelerator: M is 1024x14x14 from a 448-pixel view.
  ///
  /// M-Net is EfficientNet-Lite0 with a projection (1x1, batch norm, ReLU) from its 320 channels to the paper's 1024.
  /// C-Net is the same trunk with its own head of 1280 channels, so that all of d_C begins from ImageNet. Layers of
  /// stride 2 are padded as in TensorFlow, which puts the centres of the receptive fields at pixels 31.5 + 32 i: 15.5
  /// pixels down and to the right of the centres of a 14 x 14 division of the view.
  ///
  /// Source: Wang et al. 2017 for the heads; Google's EfficientNet-Lite for the trunks. Deviation: the paper's trunks
  /// are Inception-ResNet and Inception v3, with twenty times the arithmetic.
  public static let lite = ZoomInNetPreset(
    name: "lite", viewPixels: 448, zoomPixels: 1230,
    cells: CellGrid(count: 14, firstCentre: 31.5, stride: 32), channelCount: 1024,
    patchChannelCount: 1280,
    mNet: MNetConfiguration([
      ("efficientnet_lite0", .efficientNetLite(.lite0(headChannels: nil))),
      ("projection", .convolution(ConvolutionStep(1024, kernel: 1))),
    ]),
    aNet: ANetConfiguration(),
    cNet: .efficientNetLite(.lite0(headChannels: 1280)),
    eyeParameterCount: 3_513_359, patchParameterCount: 3_387_141)
}
