internal import CKernels

/// Convolutions, the layers whose weights are packed.
extension Compiler {
  func convolution(_ unit: ConvolutionUnit, endingAt index: Int) throws(NeuralNetError) {
    let entry = graph.entry(unit.convolution)
    guard case .convolution(let name, let window, let groups, let hasBias) = entry.operation else { return }
    let x = entry.inputs[0]
    let geometry = odn.Geometry(
      items: count(entry.kind), input: graph.shape(of: x), output: entry.shape, window: window,
      bias: hasBias || unit.fold != nil, groups: groups, numbers: options.precision)

    let (forward, entrance) = try finishedConvolution(name, geometry, unit, endingAt: index)
    let source = try converted(value(of: x), to: try forward.layout(.source), label: name)
    let factor = unit.sum?.scale ?? 1
    let (weights, bias) = try pack(
      name, geometry, bias: hasBias, factor: factor, fold: unit.fold, as: try forward.layout(.weights))
    let result: Buffer
    switch entrance {
    case .inPlace(let shortcut): result = shortcut
    case .none, .addend, .copy: result = buffer(try forward.layout(.result))
    }
    var arguments: [(Primitive.Argument, Buffer)] = [
      (.source, source), (.weights, weights), (.result, result),
    ]
    if let bias { arguments.append((.bias, bias)) }
    switch entrance {
    case .none, .inPlace: break
    case .addend(let shortcut): arguments.append((.addend, shortcut))
    case .copy(let shortcut): try reorder(shortcut, to: result, label: name)
    }
    emit(forward, arguments, writing: [result])
    values[index] = result

    if let rectifier = unit.rectifier { rectified[index] = (result, rectifier) }
    let shortcut = unit.sum?.shortcut
    func gradients(of gradient: Buffer) throws(NeuralNetError) {
      if let shortcut { contribute(gradient, to: shortcut) }
      try convolutionGradients(
        name, geometry, x, factor: factor, gradient: gradient, bias: hasBias, forward: forward)
    }
    backward[index] = gradients
  }

  /// How the shortcut of a residual sum is passed to the convolution's primitive.
  private enum Entrance {
    case none
    /// As a separate tensor that is added.
    case addend(Buffer)
    /// As a copy in the result's memory, to which the convolution adds.
    case copy(of: Buffer)
    /// In the shortcut's own memory, without a copy, because no later step reads it.
    case inPlace(Buffer)
  }

  /// The convolution with its residual sum and ReLU in one primitive.
  ///
  /// The primitive is created for training even in inference plans. On new processors oneDNN 2.6 implements inference
  /// as products of matrices in the NHWC layout, which takes twice as long for a residual sum and a tenth longer for
  /// all of M-Net A.
  ///
  /// The convolution either reads the shortcut as another tensor or adds to its result's memory. Adding in place is
  /// fastest if no later step reads the shortcut; otherwise it needs a copy.
  private func finishedConvolution(
    _ name: String, _ geometry: odn.Geometry, _ unit: ConvolutionUnit, endingAt index: Int
  ) throws(NeuralNetError) -> (Primitive, Entrance) {
    guard let sum = unit.sum else {
      if unit.rectifier == nil, let primitive = winograd(name, .training, geometry) {
        return (primitive, .none)
      }
      return (
        try Primitive(name) { odn.convolution(.training, geometry, rectifier: unit.rectifier, $0) }, .none
      )
    }
    let shortcut = value(of: sum.shortcut)
    let layout = try Primitive(name) { odn.convolution(.training, geometry, $0) }.layout(.result)
    let accumulating = try Primitive(name) {
      odn.convolution(.training, geometry, accumulates: true, rectifier: unit.rectifier, $0)
    }
    if accumulating.isFast, let own = shortcut.layout, own.matches(try accumulating.layout(.result)),
      let memory = memory(of: sum.shortcut, takenOverAt: index)
    {
      return (accumulating, .inPlace(memory))
    }
    let adding = try Primitive(name) {
      odn.convolution(.training, geometry, addend: layout, rectifier: unit.rectifier, $0)
    }
    if adding.isFast { return (adding, .addend(try converted(shortcut, to: layout, label: name))) }
    return (accumulating, .copy(of: shortcut))
  }

  private func convolutionGradients(
    _ name: String, _ geometry: odn.Geometry, _ x: Node, factor: Float, gradient: Buffer, bias: Bool,
    forward: Primitive
  ) throws(NeuralNetError) {
    if learns("\(name).weight") || (bias && learns("\(name).bias")) {
      try convolutionWeightsGradient(
        name, geometry, x, factor: factor, gradient: gradient, bias: bias, forward: forward)
    }
    if needsGradient[x.index] {
      let label = "input gradient of \(name)"
      let primitive = try gradientPrimitive(label, .dataGradient, geometry, forward: forward)
      let (weights, _) = try pack(
        name, geometry, bias: false, factor: factor, fold: nil, as: try primitive.layout(.weights))
      let result = buffer(try primitive.layout(.sourceGradient))
      let above = try converted(gradient, to: try primitive.layout(.resultGradient), label: name)
      emit(
        primitive, [(.resultGradient, above), (.weights, weights), (.sourceGradient, result)],
        writing: [result])
      contribute(result, to: x)
    }
  }

  /// Packs the weights of a layer into a primitive's layout, and its bias, with a factor and a batch norm folded in.
  private func pack(
    _ name: String, _ geometry: odn.Geometry, bias: Bool, factor: Float, fold: Node?, as layout: Layout
  ) throws(NeuralNetError) -> (weights: Buffer, bias: Buffer?) {
    let own = Buffer(
      foreign: parameters.pointer("\(name).weight"), layout: try Layout.of(geometry.weightsShape))
    let ownBias = bias ? try self.own("\(name).bias") : nil
    guard let plain = own.layout else { return (own, ownBias) }
    let isScaled = factor != 1 || fold != nil
    if !isScaled, plain.matches(layout) { return (own, ownBias) }
    if fold == nil, learns("\(name).weight") {
      return try packInPassing(name, own, ownBias, factor: factor, as: layout)
    }
    func permanent(_ layout: Layout) -> Buffer {
      let made = buffer(layout)
      keep(made)
      return made
    }
    let isPacked = !plain.matches(layout)
    var scaled: Buffer?
    if isScaled, isPacked {
      let scratch = Buffer(layout: plain, byteCount: plain.byteCount)
      packingScratch.append(scratch)
      scaled = scratch
    } else if isScaled {
      scaled = permanent(plain)
    }
    let channels = try Layout.of([parameters.shape(of: "\(name).weight")?[0] ?? 1])
    let packedBias = (bias && isScaled) || fold != nil ? permanent(channels) : nil
    let packed = isPacked ? permanent(layout) : scaled ?? own
    var primitive: Primitive?
    if isPacked {
      let reorder = try Primitive("packing of \(name)") { odn.reorder(plain, layout, 1, false, $0) }
      register(reorder, [(.source, scaled ?? own), (.result, packed)])
      primitive = reorder
    }
    packedWeights.append(
      PackedWeights(
        parameters, weight: "\(name).weight", bias: bias ? "\(name).bias" : nil, factor: factor,
        fold: fold.flatMap { folded($0) }, scaled: scaled, factors: fold == nil ? nil : permanent(channels),
        packedBias: packedBias, pack: primitive))
    return (packed, packedBias ?? ownBias)
  }

  /// Packs weights that change with every update just before their use, in memory that other tensors use before and
  /// after.
  private func packInPassing(
    _ name: String, _ own: Buffer, _ bias: Buffer?, factor: Float, as layout: Layout
  ) throws(NeuralNetError) -> (weights: Buffer, bias: Buffer?) {
    let packed = buffer(layout)
    try reorder(own, to: packed, scale: factor, label: Step.packing + name)
    guard let bias, let channels = bias.layout, factor != 1 else { return (packed, bias) }
    let scaled = buffer(channels)
    try reorder(bias, to: scaled, scale: factor, label: Step.packing + name)
    return (packed, scaled)
  }

  private func folded(_ node: Node) -> PackedWeights.Fold? {
    guard case .batchNorm(let name, let epsilon, _, _, _) = graph.entry(node).operation else { return nil }
    return PackedWeights.Fold(
      scale: "\(name).weight", shift: "\(name).bias", mean: "\(name).running_mean",
      variance: "\(name).running_var", epsilon: epsilon)
  }
}
