internal import CKernels

/// The gradient of a depthwise convolution's weights by the program's own loops over blocks of channels.
///
/// oneDNN 2.6 is fifty times slower for kernels of five columns; see `depthwise.c`.
struct DepthwiseProduct: WeightsGradientLoop {
  private let convolution: ck_convolution
  private let geometry: odn.Geometry
  private let order: Layout.Order

  /// The product over the widest blocks that divide the channels; nil if the convolution is not depthwise, the loops
  /// cannot run here, or they do not know the kernel.
  init?(_ geometry: odn.Geometry) {
    let blocks = Backend.blocks(of: geometry.numbers).first {
      geometry.input.channels % $0.channelCount == 0
    }
    guard let blocks, geometry.isDepthwise else { return nil }
    self.init(geometry, blocks)
  }

  /// The product over the given blocks, which must divide the channels; nil if the loops do not know the kernel.
  init?(_ geometry: odn.Geometry, _ blocks: Backend.Blocks) {
    guard [1, 3, 5, 7].contains(geometry.window.kernelWidth), geometry.window.kernelHeight <= 7 else {
      return nil
    }
    self.geometry = geometry
    order = blocks.order
    convolution = ck_convolution(geometry, blocks)
  }

  func layout(of shape: FeatureShape) throws(NeuralNetError) -> Layout {
    try Layout.of([geometry.items, shape.channels, shape.height, shape.width], order, geometry.numbers)
  }

  var scratchByteCount: Int { withUnsafePointer(to: convolution) { ck_depthwise_scratch($0) } }

  func add(
    _ factor: Float, source: UnsafeMutableRawPointer, gradient: UnsafeMutableRawPointer,
    weights: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: convolution) {
      ck_depthwise_weights_gradient($0, source, gradient, factor, weights, bias, scratch)
    }
  }
}

extension odn.Geometry {
  /// Whether each channel of the output reads one channel of the input.
  var isDepthwise: Bool { groups > 1 && groups == input.channels && groups == output.channels }
}

extension ck_convolution {
  /// A convolution over blocks of channels.
  init(_ geometry: odn.Geometry, _ blocks: Backend.Blocks) {
    let (input, output, window) = (geometry.input, geometry.output, geometry.window)
    self.init(
      block: Int64(blocks.channelCount), items: Int64(geometry.items), input_channels: Int64(input.channels),
      input_height: Int64(input.height), input_width: Int64(input.width),
      output_channels: Int64(output.channels), output_height: Int64(output.height),
      output_width: Int64(output.width), kernel_height: Int64(window.kernelHeight),
      kernel_width: Int64(window.kernelWidth), stride_y: Int64(window.strideY),
      stride_x: Int64(window.strideX), top: Int64(window.paddingTop), left: Int64(window.paddingLeft),
      is_bf16: geometry.numbers == .bf16 ? 1 : 0)
  }
}
