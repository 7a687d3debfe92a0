internal import CKernels

/// Gradients of the weights of convolutions.
extension Compiler {
  /// Adds `factor` times the gradient of a convolution's weights and bias to the parameters' gradients.
  func convolutionWeightsGradient(
    _ name: String, _ geometry: odn.Geometry, _ x: Node, factor: Float, gradient: Buffer, bias: Bool,
    forward: Primitive
  ) throws(NeuralNetError) {
    let label = "weight gradient of \(name)"
    let source = try valueAgain(of: x)
    if learns("\(name).weight"), let product = DepthwiseProduct(geometry) {
      return try weightsProduct(
        product, label, name, geometry, factor: factor, source: source, gradient: gradient, bias: bias)
    }
    if learns("\(name).weight"), !geometry.gainsByWinograd(in: .weightsGradient),
      let product = WeightsProduct(geometry, lanes: options.lanes)
    {
      return try weightsProduct(
        product, label, name, geometry, factor: factor, source: source, gradient: gradient, bias: bias)
    }
    let primitive = try gradientPrimitive(label, .weightsGradient, geometry, forward: forward)
    try weightsGradient(
      primitive, name, geometry, bias: bias, factor: factor,
      source: try converted(source, to: try primitive.layout(.source), label: name),
      gradient: try converted(gradient, to: try primitive.layout(.resultGradient), label: name))
  }

  /// Runs a weight-gradient primitive and adds its results to the parameters' gradients.
  func weightsGradient(
    _ primitive: Primitive, _ name: String, _ geometry: odn.Geometry, bias: Bool, factor: Float,
    source: Buffer, gradient: Buffer
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
      let sum = Buffer(
        foreign: parameters.gradientPointer("\(name).weight"), layout: try Layout.of(geometry.weightsShape))
      try reorder(weights, to: sum, scale: factor, adds: true, label: name)
    }
    if bias, learns("\(name).bias") { try accumulate(written[1], into: "\(name).bias", factor: factor) }
  }

  /// Adds the product straight to the parameters' gradients.
  private func weightsProduct(
    _ product: some WeightsGradientLoop, _ label: String, _ name: String, _ geometry: odn.Geometry,
    factor: Float,
    source: Buffer, gradient: Buffer, bias: Bool
  ) throws(NeuralNetError) {
    let source = try converted(source, to: try product.layout(of: geometry.input), label: name)
    let gradient = try converted(gradient, to: try product.layout(of: geometry.output), label: name)
    let weights = try ownGradient("\(name).weight")
    let biases = bias && learns("\(name).bias") ? try ownGradient("\(name).bias") : nil
    let scratch = rawBuffer(byteCount: product.scratchByteCount)
    emit(
      label, .convolution(geometry.shape(of: .weightsGradient)), reading: [source, gradient, scratch],
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

/// A loop of the program's own that adds the gradient of a convolution's weights to that of the parameters.
protocol WeightsGradientLoop {
  /// The layout that a feature map must have.
  func layout(of shape: FeatureShape) throws(NeuralNetError) -> Layout
  /// Bytes of scratch memory.
  var scratchByteCount: Int { get }
  /// Adds `factor` times the gradient of the weights, and of the bias if there is one.
  func add(
    _ factor: Float, source: UnsafeMutableRawPointer, gradient: UnsafeMutableRawPointer,
    weights: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>?, scratch: UnsafeMutableRawPointer
  )
}

/// The gradient of a convolution's weights by the program's own matrix products over blocks of channels.
///
/// Its result needs no copy into the layout of the parameters. `weights_gradient.c` compares its speed with oneDNN's.
struct WeightsProduct: WeightsGradientLoop {
  private let convolution: ck_convolution
  private let items: Int
  private let numbers: Precision
  private let order: Layout.Order
  private let lanes: Int

  /// The product over the widest blocks that the loops can read here; nil if the channel counts are not multiples of
  /// such a block, there are fewer than 16 outputs, or the channels are in groups.
  init?(_ geometry: odn.Geometry, lanes: Int) {
    guard geometry.groups == 1, let blocks = Backend.blocks(of: geometry.numbers).first,
      blocks.serve(geometry)
    else { return nil }
    self.init(geometry, blocks, lanes: lanes)
  }

  /// The product over the given blocks; the channel counts must be multiples of the block.
  init(_ geometry: odn.Geometry, _ blocks: Backend.Blocks, lanes: Int) {
    order = blocks.order
    convolution = ck_convolution(geometry, blocks)
    items = geometry.items
    numbers = geometry.numbers
    self.lanes = lanes
  }

  func layout(of shape: FeatureShape) throws(NeuralNetError) -> Layout {
    try Layout.of([items, shape.channels, shape.height, shape.width], order, numbers)
  }

  var scratchByteCount: Int { withConvolution { ck_weights_gradient_scratch($0, Int32(lanes)) } }

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

extension Backend.Blocks {
  /// Whether the channel counts are multiples of the block and there are enough outputs to fill the registers.
  fileprivate func serve(_ geometry: odn.Geometry) -> Bool {
    geometry.input.channels % channelCount == 0 && geometry.output.channels % channelCount == 0
      && geometry.output.channels >= 16
  }
}
