import Workbench

extension ZoomInNetPreset {
  /// For a workstation without an accelerator: M is 1024x14x14 from a 224-pixel view.
  ///
  /// A narrow Inception-ResNet with `.same` padding. Its widths are multiples of 16, the block size of oneDNN with
  /// AVX-512. Because it is trained from random weights with few updates, its residual scales are larger than the
  /// published ones (.17, .10, .20), so that the blocks contribute from the beginning. As lesions are a few pixels
  /// wide, resolution matters more than depth: two convolutions work at 112x112, and one block of each kind has 3x3
  /// kernels at most. So the receptive field of a cell of M is 59 pixels wide, and attention cannot depend on places
  /// far from the cell. Layers of stride 2 are padded on both sides, so that the receptive fields' centres are at
  /// pixels 0.5 + 16 i: 7.5 pixels up and to the left of the centres of a 14 x 14 division of the view.
  public static let small = ZoomInNetPreset(
    name: "small", viewPixels: 224, zoomPixels: 560,
    cells: CellGrid(count: 14, firstCentre: 0.5, stride: 16), channelCount: 1024,
    patchChannelCount: 256,
    mNet: MNetConfiguration([
      ("stem_1", .convolution(ConvolutionStep(16, kernel: 3, stride: 2))),
      ("stem_2", .convolution(ConvolutionStep(32, kernel: 3))),
      ("stem_3", .branches([.maxPool(.same), [ConvolutionStep(32, kernel: 3, stride: 2)]])),
      (
        "inception_resnet_a",
        .residual(
          count: 1, scale: 0.5,
          branches: [
            [ConvolutionStep(32, kernel: 1)],
            [ConvolutionStep(32, kernel: 1), ConvolutionStep(32, kernel: 3)],
          ])
      ),
      ("reduction_a", .branches([.maxPool(.same), [ConvolutionStep(96, kernel: 3, stride: 2)]])),
      (
        "inception_resnet_b",
        .residual(
          count: 1, scale: 0.5,
          branches: [
            [ConvolutionStep(48, kernel: 1)],
            [ConvolutionStep(48, kernel: 1), ConvolutionStep(48, kernel: 3)],
          ])
      ),
      (
        "reduction_b",
        .branches([
          .maxPool(.same), [ConvolutionStep(64, kernel: 1), ConvolutionStep(432, kernel: 3, stride: 2)],
          [ConvolutionStep(64, kernel: 1), ConvolutionStep(432, kernel: 3, stride: 2)],
        ])
      ),
      (
        "inception_resnet_c",
        .residual(count: 1, scale: 0.5, branches: [[ConvolutionStep(128, kernel: 1)]])
      ),
    ]),
    aNet: ANetConfiguration(),
    cNet: .inception(
      InceptionV3Configuration(
        padding: .same, stem: [16, 0, 32], poolsAfterStem: true, middle: [32, 64],
        blocksA: [.init(single: 32, five: [16, 32], double: [16, 32, 32], pool: 32)],
        reductionB: .init(three: 64, double: [32, 32, 64]),
        blocksC: [.init(inner: 32, outer: 64)],
        reductionD: .init(three: [64, 64], seven: 32),
        blocksE: [.init(single: 64, three: 32, double: 32, pool: 64)])),
    eyeParameterCount: 1_147_807, patchParameterCount: 455_445)
}
