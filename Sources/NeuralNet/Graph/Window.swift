/// The sliding window of a convolution or a pooling: kernel, stride and padding, in positions.
public struct Window: Hashable, Sendable {
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var strideY: Int
  public var strideX: Int
  public var paddingTop: Int
  public var paddingLeft: Int
  public var paddingBottom: Int
  public var paddingRight: Int

  /// A square window with the same stride and padding on every side.
  public init(_ kernel: Int, stride: Int = 1, padding: Int = 0) {
    self.init(height: kernel, width: kernel, stride: stride, paddingHeight: padding, paddingWidth: padding)
  }

  /// A rectangular window; padding is the same above and below, and left and right.
  public init(height: Int, width: Int, stride: Int = 1, paddingHeight: Int = 0, paddingWidth: Int = 0) {
    precondition(height > 0 && width > 0 && stride > 0, "a window is positive")
    precondition(paddingHeight >= 0 && paddingWidth >= 0, "padding is not negative")
    kernelHeight = height
    kernelWidth = width
    strideY = stride
    strideX = stride
    paddingTop = paddingHeight
    paddingBottom = paddingHeight
    paddingLeft = paddingWidth
    paddingRight = paddingWidth
  }

  /// The positions of the output: `floor((n + padding - kernel) / stride) + 1` in each direction.
  ///
  /// Nil if the window is larger than the padded input.
  public func outputSides(height: Int, width: Int) -> (height: Int, width: Int)? {
    let rows = height + paddingTop + paddingBottom - kernelHeight
    let columns = width + paddingLeft + paddingRight - kernelWidth
    guard rows >= 0, columns >= 0 else { return nil }
    return (rows / strideY + 1, columns / strideX + 1)
  }
}
