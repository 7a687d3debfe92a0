internal import CKernels

/// Batch norm with its rectifier, and its gradient. The backward pass computes the result again where that is cheaper than
/// keeping it.
extension Compiler {
  func batchNorm(
    _ name: String, epsilon: Float, momentum: Float, rectifier: Rectifier?, fewestItems: Int,
    _ entry: GraphEntry, at index: Int
  ) throws(NeuralNetError) {
    let source = value(of: entry.inputs[0])
    guard let layout = source.layout else { return }
    let itemCount = count(entry.kind)
    let isFixed = !usesBatchStatistics || itemCount < fewestItems
    let channels = try Layout.of([entry.shape.channels])
    let running = (mean: try own("\(name).running_mean"), variance: try own("\(name).running_var"))
    let (mean, variance) = usesBatchStatistics ? (buffer(channels), buffer(channels)) : running
    if usesBatchStatistics, isFixed {
      // Copies, because the running statistics are updated before the backward pass.
      try reorder(running.mean, to: mean, label: name)
      try reorder(running.variance, to: variance, label: name)
    }
    var unit = BatchNormUnit(
      name: name, epsilon: epsilon, rectifier: rectifier, isFixed: isFixed, itemCount: itemCount,
      shape: entry.shape,
      layout: layout, channels: channels, source: source, mean: mean, variance: variance,
      scale: try own("\(name).weight"), shift: try own("\(name).bias"))
    let way: any BatchNormWay
    var end: Rectifier?
    if let kernel = try BatchNormKernel(unit) {
      way = kernel
    } else {
      // oneDNN's batch norm has a ReLU, but none with a ceiling.
      if let rectifier, rectifier.ceiling.isFinite {
        end = rectifier
        unit.rectifier = nil
      }
      way = try BatchNormPrimitive(unit, passesGradient: needsGradient[index], in: self)
    }
    let result = try way.result(in: self)
    values[index] = result
    if let end {
      let ended = try apply(end, to: result, label: name)
      values[index] = ended
      rectified[index] = (ended, end)
    }
    if usesBatchStatistics {
      let own = isFixed ? try way.measured(in: self) : (mean, variance)
      keep(own.0)
      keep(own.1)
      statistics.append(
        BatchStatistics(
          name: name, mean: own.0, variance: own.1, momentum: momentum,
          valueCount: itemCount * entry.shape.positionCount,
          share: isFixed ? Float(itemCount) / Float(fewestItems) : nil))
    }
    func again() throws(NeuralNetError) -> Buffer { try way.resultAgain(in: self) }
    if needsGradient[index], end == nil { remakes[index] = again }
    func gradients(of gradient: Buffer) throws(NeuralNetError) {
      let above = try converted(gradient, to: layout, label: name)
      contribute(try way.gradient(of: above, in: self), to: entry.inputs[0])
    }
    backward[index] = gradients
  }
}

/// A batch norm of a plan: its inputs and its statistics.
struct BatchNormUnit {
  let name: String
  let epsilon: Float
  var rectifier: Rectifier?
  /// Whether mean and variance are given instead of computed from the batch.
  let isFixed: Bool
  let itemCount: Int
  let shape: FeatureShape
  /// The layout of source and result.
  let layout: Layout
  /// The layout of one value per channel.
  let channels: Layout
  let source: Buffer, mean: Buffer, variance: Buffer, scale: Buffer, shift: Buffer
}

/// An implementation of batch norm.
protocol BatchNormWay {
  /// The result of the forward pass; writes mean and variance unless they are fixed.
  func result(in compiler: Compiler) throws(NeuralNetError) -> Buffer
  /// Measures the batch's own mean and variance where the result is normalised by others.
  func measured(in compiler: Compiler) throws(NeuralNetError) -> (mean: Buffer, variance: Buffer)
  /// Computes the same result again, in the backward pass.
  func resultAgain(in compiler: Compiler) throws(NeuralNetError) -> Buffer
  /// The gradient at the source. Also adds the gradients of scale and shift to those of the parameters.
  func gradient(of above: Buffer, in compiler: Compiler) throws(NeuralNetError) -> Buffer
}

/// Batch norm by the program's own loops over blocks of channels. The result has the same bits for any number of lanes.
struct BatchNormKernel: BatchNormWay {
  private let unit: BatchNormUnit
  private let norm: ck_batch_norm

  /// Nil if the processor lacks the instructions, an environment variable forbids them, or the map has another layout.
  init?(_ unit: BatchNormUnit) throws(NeuralNetError) {
    let (shape, numbers) = (unit.shape, unit.layout.numbers)
    for blocks in Backend.blocks(of: numbers)
    where try blocks.describe(unit.layout, items: unit.itemCount, shape) {
      self.unit = unit
      norm = ck_batch_norm(
        items: Int64(unit.itemCount), channels: Int64(shape.channels), area: Int64(shape.positionCount),
        block: Int32(blocks.channelCount), epsilon: unit.epsilon, relu: unit.rectifier == nil ? 0 : 1,
        ceiling: unit.rectifier?.ceiling ?? .infinity, is_bf16: numbers == .bf16 ? 1 : 0)
      return
    }
    return nil
  }

  func result(in compiler: Compiler) -> Buffer {
    guard !unit.isFixed else { return applied(unit.name, in: compiler) }
    let result = compiler.buffer(unit.layout)
    measure(unit.name, unit.mean, unit.variance, result: result, in: compiler)
    return result
  }

  func measured(in compiler: Compiler) -> (mean: Buffer, variance: Buffer) {
    let (mean, variance) = (compiler.buffer(unit.channels), compiler.buffer(unit.channels))
    measure("statistics of \(unit.name)", mean, variance, result: nil, in: compiler)
    return (mean, variance)
  }

  func resultAgain(in compiler: Compiler) -> Buffer { applied("\(unit.name) again", in: compiler) }

  func gradient(of above: Buffer, in compiler: Compiler) throws(NeuralNetError) -> Buffer {
    let (unit, norm) = (unit, norm)
    let (scale, shift) = ("\(unit.name).weight", "\(unit.name).bias")
    let scaleGradient = compiler.learns(scale) ? try compiler.ownGradient(scale) : nil
    let shiftGradient = compiler.learns(shift) ? try compiler.ownGradient(shift) : nil
    let below = compiler.buffer(unit.layout)
    let scratch = scratch(in: compiler)
    compiler.emit(
      "gradient of \(unit.name)", .kind(.batchNorm),
      reading: inputs(unit.mean, unit.variance) + [above, scratch],
      writing: [below] + [scaleGradient, shiftGradient].compactMap { $0 }
    ) {
      Self.with(norm) {
        ck_batch_norm_gradient(
          $0, unit.isFixed ? 1 : 0, unit.source.start, Self.channels(unit, unit.mean, unit.variance),
          above.start, below.start, scaleGradient?.floats, shiftGradient?.floats, scratch.start)
      }
    }
    return below
  }

  // MARK: -

  private func measure(
    _ label: String, _ mean: Buffer, _ variance: Buffer, result: Buffer?, in compiler: Compiler
  ) {
    let (unit, norm) = (unit, norm)
    let scratch = scratch(in: compiler)
    compiler.emit(
      label, .kind(.batchNorm), reading: inputs(mean, variance) + [scratch],
      writing: [mean, variance] + (result.map { [$0] } ?? [])
    ) {
      Self.with(norm) {
        ck_batch_norm_measure(
          $0, unit.source.start, Self.channels(unit, mean, variance), result?.start, scratch.start)
      }
    }
  }

  private func applied(_ label: String, in compiler: Compiler) -> Buffer {
    let (unit, norm) = (unit, norm)
    let result = compiler.buffer(unit.layout)
    compiler.emit(label, .kind(.batchNorm), reading: inputs(unit.mean, unit.variance), writing: [result]) {
      Self.with(norm) {
        ck_batch_norm_apply(
          $0, unit.source.start, Self.channels(unit, unit.mean, unit.variance), result.start)
      }
    }
    return result
  }

  private func inputs(_ mean: Buffer, _ variance: Buffer) -> [Buffer] {
    [unit.source, mean, variance, unit.scale, unit.shift]
  }

  private func scratch(in compiler: Compiler) -> Buffer {
    compiler.rawBuffer(byteCount: Self.with(norm) { ck_batch_norm_scratch($0) })
  }

  private static func channels(_ unit: BatchNormUnit, _ mean: Buffer, _ variance: Buffer) -> ck_channels {
    ck_channels(
      mean: mean.floats, variance: variance.floats, scale: unit.scale.floats, shift: unit.shift.floats)
  }

  private static func with<Result>(
    _ norm: ck_batch_norm, _ body: (UnsafePointer<ck_batch_norm>) -> Result
  ) -> Result {
    withUnsafePointer(to: norm, body)
  }
}

/// Batch norm by oneDNN, for any layout.
struct BatchNormPrimitive: BatchNormWay {
  private let unit: BatchNormUnit
  private let forward: Primitive
  /// What the forward pass stores for the gradient: the positions at which the ReLU's input was positive.
  private let workspace: Buffer?

  init(_ unit: BatchNormUnit, passesGradient: Bool, in compiler: Compiler) throws(NeuralNetError) {
    self.unit = unit
    forward = try Primitive(unit.name) {
      odn.batchNorm(
        passesGradient || !unit.isFixed ? .training : .inference, unit.layout, epsilon: unit.epsilon,
        fixed: unit.isFixed, relu: unit.rectifier != nil, forward: nil, $0)
    }
    workspace = forward.optionalLayout(.workspace).map {
      compiler.rawBuffer(byteCount: $0.byteCount, layout: $0)
    }
  }

  func result(in compiler: Compiler) -> Buffer {
    let result = compiler.buffer(unit.layout)
    compiler.emit(
      forward, arguments(unit.mean, unit.variance, result) + left,
      writing: [result] + (unit.isFixed ? [] : [unit.mean, unit.variance]))
    return result
  }

  /// Runs a batch norm and ignores its result.
  func measured(in compiler: Compiler) throws(NeuralNetError) -> (mean: Buffer, variance: Buffer) {
    let primitive = try Primitive("statistics of \(unit.name)") {
      odn.batchNorm(
        .training, unit.layout, epsilon: unit.epsilon, fixed: false, relu: false, forward: nil, $0)
    }
    let (mean, variance) = (compiler.buffer(unit.channels), compiler.buffer(unit.channels))
    compiler.emit(
      primitive, arguments(mean, variance, compiler.buffer(unit.layout)), writing: [mean, variance])
    return (mean, variance)
  }

  func resultAgain(in compiler: Compiler) throws(NeuralNetError) -> Buffer {
    let primitive = try Primitive("\(unit.name) again") {
      odn.batchNorm(
        .inference, unit.layout, epsilon: unit.epsilon, fixed: true, relu: unit.rectifier != nil,
        forward: nil, $0)
    }
    let result = compiler.buffer(unit.layout)
    compiler.emit(primitive, arguments(unit.mean, unit.variance, result), writing: [result])
    return result
  }

  func gradient(of above: Buffer, in compiler: Compiler) throws(NeuralNetError) -> Buffer {
    let name = unit.name
    let primitive = try Primitive("gradient of \(name)") {
      odn.batchNorm(
        .dataGradient, unit.layout, epsilon: unit.epsilon, fixed: unit.isFixed, relu: unit.rectifier != nil,
        forward: forward, $0)
    }
    let below = compiler.buffer(unit.layout)
    let (scale, shift) = (compiler.buffer(unit.channels), compiler.buffer(unit.channels))
    var arguments: [(Primitive.Argument, Buffer)] = [
      (.source, unit.source), (.mean, unit.mean), (.variance, unit.variance), (.scale, unit.scale),
      (.resultGradient, above), (.sourceGradient, below), (.scaleGradient, scale), (.shiftGradient, shift),
    ]
    // oneDNN 2.6 requires it.
    if primitive.optionalLayout(.shift) != nil { arguments.append((.shift, unit.shift)) }
    compiler.emit(primitive, arguments + left, writing: [below, scale, shift])
    if compiler.learns("\(name).weight") { try compiler.accumulate(scale, into: "\(name).weight") }
    if compiler.learns("\(name).bias") { try compiler.accumulate(shift, into: "\(name).bias") }
    return below
  }

  // MARK: -

  private var left: [(Primitive.Argument, Buffer)] { workspace.map { [(.workspace, $0)] } ?? [] }

  private func arguments(
    _ mean: Buffer, _ variance: Buffer, _ result: Buffer
  ) -> [(Primitive.Argument, Buffer)] {
    [
      (.source, unit.source), (.mean, mean), (.variance, variance), (.scale, unit.scale),
      (.shift, unit.shift), (.result, result),
    ]
  }
}
