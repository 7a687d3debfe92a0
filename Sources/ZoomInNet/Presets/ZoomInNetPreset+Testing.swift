import Workbench

extension ZoomInNetPreset {
  /// Every kind of layer at the least cost, for tests: M is 32x7x7 from a 56-pixel view.
  public static let testing = ZoomInNetPreset(
    name: "testing", viewPixels: 56, zoomPixels: 140,
    cells: CellGrid(count: 7, firstCentre: 0.5, stride: 8), channelCount: 32,
    patchChannelCount: 48,
    mNet: MNetConfiguration([
      ("stem_1", .convolution(ConvolutionStep(8, kernel: 3, stride: 2))),
      ("stem_2", .branches([.maxPool(.same), [ConvolutionStep(8, kernel: 3, stride: 2)]])),
      (
        "inception_resnet_a",
        .residual(
          count: 1, scale: 0.5,
          branches: [
            [ConvolutionStep(8, kernel: 1)], [ConvolutionStep(8, kernel: 1), ConvolutionStep(8, kernel: 3)],
          ])
      ),
      ("reduction_a", .branches([.maxPool(.same), [ConvolutionStep(16, kernel: 3, stride: 2)]])),
      (
        "inception_resnet_c",
        .residual(
          count: 1, scale: 0.5,
          branches: [
            [ConvolutionStep(8, kernel: 1)],
            [ConvolutionStep(8, kernel: 1), ConvolutionStep(8, height: 1, width: 3)],
          ])
      ),
    ]),
    aNet: ANetConfiguration(hiddenChannels: [8, 8]),
    cNet: .inception(
      InceptionV3Configuration(
        padding: .same, stem: [8, 0, 8], poolsAfterStem: true, middle: [8, 16],
        blocksA: [.init(single: 8, five: [8, 8], double: [8, 8, 8], pool: 8)],
        reductionB: .init(three: 8, double: [8, 8, 8]),
        blocksC: [.init(inner: 8, outer: 8)],
        reductionD: .init(three: [8, 8], seven: 8),
        blocksE: [.init(single: 8, three: 8, double: 8, pool: 8)])),
    eyeParameterCount: 7_119, patchParameterCount: 19_869)
}
