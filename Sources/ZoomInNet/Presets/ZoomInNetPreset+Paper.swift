extension ZoomInNetPreset {
  /// The paper's sizes: M-Net at 492 with the half-width 5/10/5 Inception-ResNet, C-Net a full Inception v3.
  ///
  /// Source: Wang et al. 2017, section 3; Szegedy et al. 2016 (Inception-ResNet-v2), every width halved:
  /// 192, 576, 1024 channels at stages A, B, C; residual scales .17, .10, .20; VALID stem and reductions:
  /// 492-245-243-243-121-119-59-29-14. Deviation: the paper does not print the widths; half of the published
  /// ones ends in its 1024.
  public static let paper = ZoomInNetPreset(
    name: "paper", viewPixels: 492, zoomPixels: 1230, grid: 14, channelCount: 1024,
    patchChannelCount: 2048,
    mNet: MNetConfiguration([
      ("stem_1", .convolution(ConvolutionStep(16, kernel: 3, stride: 2, padding: .valid))),
      ("stem_2", .convolution(ConvolutionStep(16, kernel: 3, padding: .valid))),
      ("stem_3", .convolution(ConvolutionStep(32, kernel: 3))),
      (
        "stem_4", .branches([[ConvolutionStep(48, kernel: 3, stride: 2, padding: .valid)]], pool: .valid)
      ),
      (
        "stem_5",
        .branches(
          [
            [ConvolutionStep(32, kernel: 1), ConvolutionStep(48, kernel: 3, padding: .valid)],
            [
              ConvolutionStep(32, kernel: 1), ConvolutionStep(32, height: 7, width: 1),
              ConvolutionStep(32, height: 1, width: 7), ConvolutionStep(48, kernel: 3, padding: .valid),
            ],
          ], pool: nil)
      ),
      (
        "stem_6", .branches([[ConvolutionStep(96, kernel: 3, stride: 2, padding: .valid)]], pool: .valid)
      ),
      (
        "inception_resnet_a",
        .residual(
          count: 5, scale: 0.17,
          branches: [
            [ConvolutionStep(16, kernel: 1)],
            [ConvolutionStep(16, kernel: 1), ConvolutionStep(16, kernel: 3)],
            [
              ConvolutionStep(16, kernel: 1), ConvolutionStep(24, kernel: 3),
              ConvolutionStep(32, kernel: 3),
            ],
          ])
      ),
      (
        "reduction_a",
        .branches(
          [
            [ConvolutionStep(192, kernel: 3, stride: 2, padding: .valid)],
            [
              ConvolutionStep(128, kernel: 1), ConvolutionStep(128, kernel: 3),
              ConvolutionStep(192, kernel: 3, stride: 2, padding: .valid),
            ],
          ], pool: .valid)
      ),
      (
        "inception_resnet_b",
        .residual(
          count: 10, scale: 0.1,
          branches: [
            [ConvolutionStep(96, kernel: 1)],
            [
              ConvolutionStep(64, kernel: 1), ConvolutionStep(80, height: 1, width: 7),
              ConvolutionStep(96, height: 7, width: 1),
            ],
          ])
      ),
      (
        "reduction_b",
        .branches(
          [
            [ConvolutionStep(128, kernel: 1), ConvolutionStep(192, kernel: 3, stride: 2, padding: .valid)],
            [ConvolutionStep(128, kernel: 1), ConvolutionStep(128, kernel: 3, stride: 2, padding: .valid)],
            [
              ConvolutionStep(128, kernel: 1), ConvolutionStep(128, kernel: 3),
              ConvolutionStep(128, kernel: 3, stride: 2, padding: .valid),
            ],
          ], pool: .valid)
      ),
      (
        "inception_resnet_c",
        .residual(
          count: 5, scale: 0.2,
          branches: [
            [ConvolutionStep(96, kernel: 1)],
            [
              ConvolutionStep(96, kernel: 1), ConvolutionStep(112, height: 1, width: 3),
              ConvolutionStep(128, height: 3, width: 1),
            ],
          ])
      ),
    ]),
    aNet: ANetConfiguration(),
    cNet: CNetConfiguration(
      padding: .valid, stem: [32, 32, 64], poolsAfterStem: true, middle: [80, 192],
      blocksA: [32, 64, 64].map { .init(single: 64, five: [48, 64], double: [64, 96, 96], pool: $0) },
      reductionB: .init(three: 384, double: [64, 96, 96]),
      blocksC: [128, 160, 160, 192].map { .init(inner: $0, outer: 192) },
      reductionD: .init(three: [192, 320], seven: 192),
      blocksE: Array(repeating: .init(single: 320, three: 384, double: 448, pool: 192), count: 2)),
    eyeParameterCount: 7_614_511, patchParameterCount: 21_807_077)
}
