import Workbench

extension ZoomInNetPreset {
  /// The paper's sizes, for training from random weights: M-Net at 492 pixels with a half-width Inception-ResNet of 5,
  /// 10 and 5 blocks, and C-Net with a whole Inception v3.
  ///
  /// The paper says that M is 1024x14x14 and the output of a layer named `inception_resnet_c_5_elt`. It gives no
  /// widths. No published network with that layer has 1024 channels there: the one with five blocks of kind C has 2048,
  /// after 384 and 1152. Half of these widths fit, so the choices are:
  /// - counts 5, 10, 5, as the layer's name says, with residual scales .17, .10, .20;
  /// - the stem of Inception-v4 at half width, to 192 channels; strided and stem layers without padding, which
  ///   gives 492-245-243-243-121-119-59-29-14;
  /// - `reduction_a` to 576 (192 + 192 + 192 pooled) and the blocks of kinds A, B and C at half width;
  /// - `reduction_b` to 1024: 192 + 128 + 128 beside 576 pooled. Halving the published widths would give 144 and 160,
  ///   and 1072 in the end;
  /// - a ReLU after the last block too, so that M is not negative.
  ///
  /// Source: Wang et al. 2017, the implementation details in section 3; Szegedy et al. 2016 (Inception-ResNet-v2).
  /// Deviation: inferred widths.
  public static let paper = ZoomInNetPreset(
    name: "paper", viewPixels: 492, zoomPixels: 1230,
    cells: CellGrid(count: 14, firstCentre: 37.5, stride: 32), channelCount: 1024,
    patchChannelCount: 2048,
    mNet: MNetConfiguration([
      ("stem_1", .convolution(ConvolutionStep(16, kernel: 3, stride: 2, padding: .valid))),
      ("stem_2", .convolution(ConvolutionStep(16, kernel: 3, padding: .valid))),
      ("stem_3", .convolution(ConvolutionStep(32, kernel: 3))),
      (
        "stem_4", .branches([.maxPool(.valid), [ConvolutionStep(48, kernel: 3, stride: 2, padding: .valid)]])
      ),
      (
        "stem_5",
        .branches([
          [ConvolutionStep(32, kernel: 1), ConvolutionStep(48, kernel: 3, padding: .valid)],
          [
            ConvolutionStep(32, kernel: 1), ConvolutionStep(32, height: 7, width: 1),
            ConvolutionStep(32, height: 1, width: 7), ConvolutionStep(48, kernel: 3, padding: .valid),
          ],
        ])
      ),
      (
        "stem_6", .branches([.maxPool(.valid), [ConvolutionStep(96, kernel: 3, stride: 2, padding: .valid)]])
      ),
      ("inception_resnet_a", .residual(count: 5, scale: 0.17, branches: halved.blockA)),
      ("reduction_a", .branches([.maxPool(.valid)] + halved.reductionA)),
      ("inception_resnet_b", .residual(count: 10, scale: 0.1, branches: halved.blockB)),
      (
        "reduction_b",
        .branches([
          .maxPool(.valid),
          [ConvolutionStep(128, kernel: 1), ConvolutionStep(192, kernel: 3, stride: 2, padding: .valid)],
          [ConvolutionStep(128, kernel: 1), ConvolutionStep(128, kernel: 3, stride: 2, padding: .valid)],
          [
            ConvolutionStep(128, kernel: 1), ConvolutionStep(128, kernel: 3),
            ConvolutionStep(128, kernel: 3, stride: 2, padding: .valid),
          ],
        ])
      ),
      ("inception_resnet_c", .residual(count: 5, scale: 0.2, branches: halved.blockC)),
    ]),
    aNet: ANetConfiguration(),
    cNet: .inceptionV3,
    eyeParameterCount: 7_614_511, patchParameterCount: 21_807_077)

  private static let halved = InceptionResNetParts(divisor: 2)
}
