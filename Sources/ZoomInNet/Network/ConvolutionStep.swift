/// One convolution of a trunk, followed by batch norm and a ReLU or ReLU6 unless the trunk says otherwise.
public struct ConvolutionStep: Hashable, Sendable {
  /// The padding around the picture.
  public enum Padding: Hashable, Sendable {
    /// (kernel - 1) / 2 zeros on each side: out = ceil(in / stride).
    case same
    /// As many zeros as the last window needs, ((ceil(in / stride) - 1) * stride + kernel - in) in all: half of them,
    /// rounded down, before the picture and the rest after it. out = ceil(in / stride). The padding depends on the
    /// picture's side: with stride 2 it is smaller before an even side. Source: TensorFlow's "SAME".
    case asymmetric
    /// No padding: out = (in - kernel) / stride + 1.
    case valid
  }

  /// Output channels.
  public var channels: Int
  /// Rows of the kernel, odd.
  public var kernelHeight: Int
  /// Columns of the kernel, odd.
  public var kernelWidth: Int
  /// Step in both directions.
  public var stride: Int
  /// The padding around the picture.
  public var padding: Padding

  /// A convolution with a rectangular kernel.
  public init(
    _ channels: Int, height: Int, width: Int, stride: Int = 1, padding: Padding = .same
  ) {
    self.channels = channels
    self.kernelHeight = height
    self.kernelWidth = width
    self.stride = stride
    self.padding = padding
  }

  /// A convolution with a square kernel.
  public init(_ channels: Int, kernel: Int, stride: Int = 1, padding: Padding = .same) {
    self.init(channels, height: kernel, width: kernel, stride: stride, padding: padding)
  }
}
