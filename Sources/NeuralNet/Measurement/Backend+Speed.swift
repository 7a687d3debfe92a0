internal import COneDNN

extension Backend {
  /// The speed of a typical convolution of training, in 10^9 multiplications and additions per second: the best of
  /// several runs of 4x64x56x56 by 64x64x3x3.
  ///
  /// - Throws: `NeuralNetError` if so many lanes are not allowed.
  public static func measuredGigaflops(_ precision: Precision, lanes: Int) throws(NeuralNetError) -> Double {
    var window = odn_window()
    (window.items, window.input_channels, window.output_channels) = (4, 64, 64)
    (window.input_height, window.input_width, window.output_height, window.output_width) = (56, 56, 56, 56)
    (window.kernel_height, window.kernel_width, window.stride_y, window.stride_x) = (3, 3, 1, 1)
    (window.top, window.left, window.bottom, window.right) = (1, 1, 1, 1)
    window.type = precision.code
    let shape = ConvolutionShape(pass: ODN_TRAINING, window: window)
    let bare = BareConvolutions(lanes: lanes)
    var fastest = try bare.run(shape)
    for _ in 0..<12 { fastest = min(fastest, try bare.run(shape)) }
    return Double(shape.operationCount) / fastest / 1e9
  }
}
