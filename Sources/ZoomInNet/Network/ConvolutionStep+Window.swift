import NeuralNet

extension ConvolutionStep {
  /// The window over an input of a shape, on whose sides the padding may depend.
  func window(over input: FeatureShape) -> Window {
    let rows = paddings(kernel: kernelHeight, side: input.height)
    let columns = paddings(kernel: kernelWidth, side: input.width)
    var window = Window(height: kernelHeight, width: kernelWidth, stride: stride)
    (window.paddingTop, window.paddingBottom) = rows
    (window.paddingLeft, window.paddingRight) = columns
    return window
  }

  private func paddings(kernel: Int, side: Int) -> (before: Int, after: Int) {
    switch padding {
    case .valid: return (0, 0)
    case .same: return ((kernel - 1) / 2, (kernel - 1) / 2)
    case .asymmetric:
      let count = (side + stride - 1) / stride
      let total = max((count - 1) * stride + kernel - side, 0)
      return (total / 2, total - total / 2)
    }
  }
}
