/// The parts of Inception-ResNet v2 that the full-size M-Nets use, at the published widths or a fraction of them.
///
/// Source: Szegedy et al. 2016; widths of timm's `inception_resnet_v2`.
struct InceptionResNetParts {
  /// The divisor of the published widths: 1, or a power of 2 up to 16.
  let divisor: Int

  /// Branches of a residual block of kind A: 1x1, 3x3 and two 3x3.
  var blockA: [[ConvolutionStep]] {
    [[unit(32, 1)], [unit(32, 1), unit(32, 3)], [unit(32, 1), unit(48, 3), unit(64, 3)]]
  }

  /// Branches of a residual block of kind B: 1x1 and a 7x7 in two steps.
  var blockB: [[ConvolutionStep]] {
    [[unit(192, 1)], [unit(128, 1), unit(160, height: 1, width: 7), unit(192, height: 7, width: 1)]]
  }

  /// Branches of a residual block of kind C: 1x1 and a 3x3 in two steps.
  var blockC: [[ConvolutionStep]] {
    [[unit(192, 1)], [unit(192, 1), unit(224, height: 1, width: 3), unit(256, height: 3, width: 1)]]
  }

  /// Convolution branches between the blocks of kinds A and B; a max pool is added beside them.
  var reductionA: [MNetConfiguration.Branch] {
    [
      [halving(384)],
      [unit(256, 1), unit(256, 3), halving(384)],
    ]
  }

  private func unit(_ channels: Int, _ kernel: Int) -> ConvolutionStep {
    unit(channels, height: kernel, width: kernel)
  }

  private func unit(_ channels: Int, height: Int, width: Int) -> ConvolutionStep {
    ConvolutionStep(channels / divisor, height: height, width: width)
  }

  /// A 3x3 convolution that halves rows and columns, without padding.
  private func halving(_ channels: Int) -> ConvolutionStep {
    ConvolutionStep(channels / divisor, kernel: 3, stride: 2, padding: .valid)
  }
}
