extension MNetConfiguration {
  /// Inception-ResNet v2 as published, up to and including `block8`, then a projection to M's channels.
  ///
  /// 2080 channels, 14x14 from a view of 492 pixels; `block8` has scale 1 and no ReLU. `projection` (1x1, batch norm,
  /// ReLU) is our layer in place of the published `conv2d_7b`.
  ///
  /// Source: Szegedy et al. 2016; timm's `inception_resnet_v2`, whose names and weights it uses. Deviation: none before
  /// the projection.
  public static func inceptionResNetV2(channels: Int) -> MNetConfiguration {
    let parts = InceptionResNetParts(divisor: 1)
    return MNetConfiguration(
      [
        ("conv2d_1a", .convolution(ConvolutionStep(32, kernel: 3, stride: 2, padding: .valid))),
        ("conv2d_2a", .convolution(ConvolutionStep(32, kernel: 3, padding: .valid))),
        ("conv2d_2b", .convolution(ConvolutionStep(64, kernel: 3))),
        ("maxpool_3a", .maxPool(.valid)),
        ("conv2d_3b", .convolution(ConvolutionStep(80, kernel: 1))),
        ("conv2d_4a", .convolution(ConvolutionStep(192, kernel: 3, padding: .valid))),
        ("maxpool_5a", .maxPool(.valid)),
        (
          "mixed_5b",
          .branches([
            [ConvolutionStep(96, kernel: 1)],
            [ConvolutionStep(48, kernel: 1), ConvolutionStep(64, kernel: 5)],
            [ConvolutionStep(64, kernel: 1), ConvolutionStep(96, kernel: 3), ConvolutionStep(96, kernel: 3)],
            .averagePool(then: [ConvolutionStep(64, kernel: 1)]),
          ])
        ),
        ("repeat", .residual(count: 10, scale: 0.17, branches: parts.blockA)),
        ("mixed_6a", .branches(parts.reductionA + [.maxPool(.valid)])),
        ("repeat_1", .residual(count: 20, scale: 0.1, branches: parts.blockB)),
        (
          "mixed_7a",
          .branches([
            [ConvolutionStep(256, kernel: 1), ConvolutionStep(384, kernel: 3, stride: 2, padding: .valid)],
            [ConvolutionStep(256, kernel: 1), ConvolutionStep(288, kernel: 3, stride: 2, padding: .valid)],
            [
              ConvolutionStep(256, kernel: 1), ConvolutionStep(288, kernel: 3),
              ConvolutionStep(320, kernel: 3, stride: 2, padding: .valid),
            ],
            .maxPool(.valid),
          ])
        ),
        ("repeat_2", .residual(count: 9, scale: 0.2, branches: parts.blockC)),
        ("block8", .residual(count: 1, scale: 1, branches: parts.blockC, relu: false)),
        ("projection", .convolution(ConvolutionStep(channels, kernel: 1))),
      ], naming: .timm)
  }
}
