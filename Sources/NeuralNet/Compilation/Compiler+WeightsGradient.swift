internal import CKernels

/// Gradients of the weights of convolutions and fully connected layers.
extension Compiler {
  /// The gradient of a convolution's weights and bias, `factor` times, added to the parameters' own.
  func convolutionWeightsGradient(
    _ name: String, _ sweep: odn.Sweep, _ x: Node, factor: Float, gradient: Buffer, bias: Bool,
    forward: Primitive
  ) throws(NeuralNetError) {
    let label = "weight gradient of \(name)"
    let source = try valueAgain(of: x)
    if learns("\(name).weight"), WeightsProduct.serves(sweep), !sweep.gainsByWinograd(in: .weightsGradient) {
      return try weightsProduct(
        label, name, sweep, factor: factor, source: source, gradient: gradient, bias: bias)
    }
    let primitive = try gradientPrimitive(label, .weightsGradient, sweep, forward: forward)
    try weightsGradient(
      primitive, name, bias: bias, factor: factor,
      source: try converted(source, to: try primitive.layout(.source), label: name),
      gradient: try converted(gradient, to: try primitive.layout(.resultGradient), label: name))
  }

  /// Runs a weight-gradient primitive and adds its results to the parameters' gradients.
  func weightsGradient(
    _ primitive: Primitive, _ name: String, bias: Bool, factor: Float, source: Buffer, gradient: Buffer
  ) throws(NeuralNetError) {
    let weights = buffer(try primitive.layout(.weightsGradient))
    var arguments: [(Primitive.Argument, Buffer)] = [
      (.source, source), (.resultGradient, gradient), (.weightsGradient, weights),
    ]
    var written = [weights]
    if bias {
      written.append(buffer(try primitive.layout(.biasGradient)))
      arguments.append((.biasGradient, written[1]))
    }
    emit(primitive, arguments, writing: written)
    if learns("\(name).weight") {
      try reorder(
        weights, to: try ownGradient("\(name).weight"), scale: factor, adds: true, label: name)
    }
    if bias, learns("\(name).bias") { try accumulate(written[1], into: "\(name).bias", factor: factor) }
  }

  /// Adds the product straight to the parameters' gradients.
  private func weightsProduct(
    _ label: String, _ name: String, _ sweep: odn.Sweep, factor: Float, source: Buffer, gradient: Buffer,
    bias: Bool
  ) throws(NeuralNetError) {
    let product = WeightsProduct(sweep, lanes: options.lanes)
    let source = try converted(source, to: try product.layout(of: sweep.input), label: name)
    let gradient = try converted(gradient, to: try product.layout(of: sweep.output), label: name)
    let weights = try ownGradient("\(name).weight")
    let biases = bias && learns("\(name).bias") ? try ownGradient("\(name).bias") : nil
    let scratch = rawBuffer(byteCount: product.scratchByteCount)
    emit(
      label, .convolution(sweep.shape(of: .weightsGradient)), reading: [source, gradient, scratch],
      writing: [weights] + (biases.map { [$0] } ?? [])
    ) {
      product.add(
        factor, source: source.start, gradient: gradient.start, weights: weights.floats,
        bias: biases?.floats, scratch: scratch.start)
    }
  }

  /// Adds `factor` times a row-major tensor to a parameter's gradient.
  func accumulate(_ part: Buffer, into name: String, factor: Float = 1) throws(NeuralNetError) {
    let gradient = try ownGradient(name)
    emit("gradient of \(name)", reading: [part], writing: [gradient]) {
      ck_add_scaled(gradient.floats, part.floats, gradient.count, factor)
    }
  }
}

/// The gradient of a convolution's weights as our own products of matrices over blocks of 16 channels.
///
/// Faster than oneDNN's, and nothing is left to be copied into the order of the parameters.
struct WeightsProduct {
  private let convolution: ck_convolution
  private let items: Int
  private let numbers: Precision
  private let lanes: Int

  /// Whether the processor has the instructions, and oneDNN is allowed them, and channels come in whole blocks.
  static func serves(_ sweep: odn.Sweep) -> Bool {
    guard sweep.input.channels % 16 == 0, sweep.output.channels % 16 == 0 else { return false }
    return sweep.numbers == .bf16 ? Backend.bf16 == .native : Backend.hasAVX512
  }

  init(_ sweep: odn.Sweep, lanes: Int) {
    let (input, output, window) = (sweep.input, sweep.output, sweep.window)
    convolution = ck_convolution(
      items: Int64(sweep.items), input_channels: Int64(input.channels), input_height: Int64(input.height),
      input_width: Int64(input.width), output_channels: Int64(output.channels),
      output_height: Int64(output.height), output_width: Int64(output.width),
      kernel_height: Int64(window.kernelHeight), kernel_width: Int64(window.kernelWidth),
      stride_y: Int64(window.strideY), stride_x: Int64(window.strideX), top: Int64(window.paddingTop),
      left: Int64(window.paddingLeft), is_bf16: sweep.numbers == .bf16 ? 1 : 0)
    items = sweep.items
    numbers = sweep.numbers
    self.lanes = lanes
  }

  /// How a feature map must lie.
  func layout(of shape: FeatureShape) throws(NeuralNetError) -> Layout {
    try Layout.of([items, shape.channels, shape.height, shape.width], .blocks16, numbers)
  }

  var scratchByteCount: Int { withConvolution { ck_weights_gradient_scratch($0, Int32(lanes)) } }

  /// Adds `factor` times the gradient of the weights, and of the bias where there is one.
  func add(
    _ factor: Float, source: UnsafeMutableRawPointer, gradient: UnsafeMutableRawPointer,
    weights: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutableRawPointer
  ) {
    withConvolution {
      ck_weights_gradient($0, source, gradient, factor, weights, bias, scratch, Int32(lanes))
    }
  }

  private func withConvolution<Result>(_ body: (UnsafePointer<ck_convolution>) -> Result) -> Result {
    withUnsafePointer(to: convolution, body)
  }
}
