/// One convolution of a trunk, followed by batch norm and ReLU.
public struct ConvolutionStep: Hashable, Sendable {
  /// The padding around the picture.
  public enum Padding: Hashable, Sendable {
    /// (kernel - 1) / 2 zeros on each side: out = ceil(in / stride).
    case same
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
