/// An EfficientNet-Lite: inverted residual blocks of depthwise convolutions, without squeeze-and-excitation.
///
/// Every convolution is followed by batch norm, and by ReLU6 except where a block ends.
///
/// Source: Sandler et al. 2018 (MobileNetV2), section 3, for the block; Tan and Le 2019 (EfficientNet), Table 1, for
/// the stages; Google's EfficientNet-Lite for what is left out, for ReLU6, and for the first and last stage, which have one
/// width in all of its sizes. Deviation: none; widths and counts are data.
public struct EfficientNetLite: Hashable, Sendable {
  /// Blocks of one width, one after another.
  public struct Stage: Hashable, Sendable {
    /// Output channels of each block.
    public var channels: Int
    /// Number of blocks; those after the first have stride 1 and add their input to their result.
    public var count: Int
    /// Side of the depthwise kernels, odd.
    public var kernel: Int
    /// Stride of the first block.
    public var stride: Int
    /// How many times wider than its input a block is inside; 1: it has no expanding convolution.
    public var expansion: Int

    /// Blocks of one width.
    public init(_ channels: Int, count: Int, kernel: Int, stride: Int, expansion: Int = 6) {
      self.channels = channels
      self.count = count
      self.kernel = kernel
      self.stride = stride
      self.expansion = expansion
    }
  }

  /// Channels of the first convolution, 3x3 of stride 2.
  public var stemChannels: Int
  /// The stages in order.
  public var stages: [Stage]
  /// Channels of the 1x1 convolution behind the last stage; nil: it is left out.
  public var headChannels: Int?

  /// A trunk of the given widths.
  public init(stemChannels: Int, stages: [Stage], headChannels: Int?) {
    self.stemChannels = stemChannels
    self.stages = stages
    self.headChannels = headChannels
  }

  /// EfficientNet-Lite0: 320 channels at a thirty-second of the picture's side; with the published head 1280.
  ///
  /// Source: timm's `tf_efficientnet_lite0`, whose names and weights it uses. Deviation: none.
  public static func lite0(headChannels: Int?) -> EfficientNetLite {
    EfficientNetLite(
      stemChannels: 32,
      stages: [
        Stage(16, count: 1, kernel: 3, stride: 1, expansion: 1), Stage(24, count: 2, kernel: 3, stride: 2),
        Stage(40, count: 2, kernel: 5, stride: 2), Stage(80, count: 3, kernel: 3, stride: 2),
        Stage(112, count: 3, kernel: 5, stride: 1), Stage(192, count: 4, kernel: 5, stride: 2),
        Stage(320, count: 1, kernel: 3, stride: 1),
      ], headChannels: headChannels)
  }
}
