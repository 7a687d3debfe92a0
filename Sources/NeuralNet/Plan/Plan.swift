internal import CKernels

/// A graph compiled for item counts and a mode; runs forward and backward passes.
///
/// A plan owns the memory of its activations and packed weights, all of it allocated when the plan is made. It shares
/// its `Parameters` with other plans and recognises changes to them. Use a plan from one thread at a time, and always
/// from the same few threads, because OpenMP keeps a team of workers for each calling thread.
public final class Plan {
  /// The graph that the plan runs.
  public let graph: Graph
  /// The parameters that it reads and whose gradients it adds to.
  public let parameters: Parameters
  /// How it was compiled.
  public let options: PlanOptions
  /// Bytes of activations, gradients, packed weights and scratch memory.
  public var memoryBytes: Int { arena.byteCount }
  /// Measures the steps of every pass while it is set.
  public var stopwatch: Stopwatch?

  private let state: RunState
  private let arena: Arena
  let forwardSteps: [Step]
  let backwardSteps: [Step]
  private let statistics: [BatchStatistics]
  private let packedWeights: [PackedWeights]
  private let inputs: [String: Buffer]
  private let inputsByName: [(String, Buffer)]
  private let outputs: [String: Buffer]
  private let outerGradients: [String: Buffer]
  private let inputGradients: [String: Buffer]
  private let losses: [String: Buffer]
  private let places: [Int]
  private var checkedVersions: [UInt64]
  private var hasRunForward = false

  /// Compiles a graph.
  ///
  /// - Throws: `NeuralNetError`: if a kind has no count, the options have a name that the graph does not, memory does
  ///   not suffice, or oneDNN reports an error.
  public init(_ graph: Graph, parameters: Parameters, options: PlanOptions) throws(NeuralNetError) {
    try Backend.checkLimit()
    try Self.validate(graph, options)
    try Lanes.apply(options.lanes)
    let state = RunState()
    let compiler = Compiler(graph, parameters: parameters, options: options, state: state)
    defer { compiler.forgetClosures() }
    let forwardCount = try compiler.compileForward()
    if options.mode != .inference { try compiler.compileBackward() }

    let last = max(0, compiler.steps.count - 1)
    for buffer in compiler.kept { buffer.touch(0...last) }
    var buffers = compiler.buffers
    // Packing weights, before the passes, has its own scratch memory for one primitive at a time.
    let scratchBytes = max(
      compiler.registered.compactMap { $0.optionalLayout(.scratch)?.byteCount }.max() ?? 0,
      compiler.packingScratch.map(\.byteCount).max() ?? 0)
    let scratch = Buffer(layout: nil, byteCount: scratchBytes, isRaw: true)
    if scratchBytes > 0 {
      scratch.touch(0...last)
      buffers.append(scratch)
    }
    arena = try Arena(buffers)
    for buffer in compiler.packingScratch { buffer.place(at: scratch.start) }
    for (primitive, argument, buffer) in compiler.bindings { try primitive.bind(argument, to: buffer.start) }
    for primitive in compiler.registered where primitive.optionalLayout(.scratch) != nil {
      try primitive.bind(.scratch, to: scratch.start)
    }

    self.graph = graph
    self.parameters = parameters
    self.options = options
    self.state = state
    forwardSteps = Array(compiler.steps[..<forwardCount])
    backwardSteps = Array(compiler.steps[forwardCount...])
    statistics = compiler.statistics
    places = graph.parameterNames.map(parameters.place)
    checkedVersions = Array(repeating: 0, count: places.count)
    packedWeights = compiler.packedWeights
    inputs = compiler.inputs
    inputsByName = compiler.inputs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    outputs = compiler.outputs
    outerGradients = compiler.outerGradients
    inputGradients = compiler.inputGradients
    losses = compiler.losses
  }

  /// Sets an input: `[items, channels, height, width]`, as many values as the plan's count of items has.
  public func setInput(_ name: String, _ values: [Float]) {
    withInput(name) { target in
      precondition(
        values.count == target.count, "\(values.count) values for input \(name) of \(target.count)")
      _ = target.update(fromContentsOf: values)
    }
  }

  /// Writes an input in place: `[items, channels, height, width]`.
  public func withInput(
    _ name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    guard let input = inputs[name] else { preconditionFailure("the graph has no input \(name)") }
    try body(UnsafeMutableBufferPointer(start: input.floats, count: input.count))
  }

  /// Sets an index tensor (labels too): one Int32 per item. Values are checked by the next forward pass.
  public func setIndices(_ name: String, _ values: [Int32]) {
    guard let target = state.indices[name] else { preconditionFailure("the graph has no indices \(name)") }
    precondition(values.count == target.count, "\(values.count) indices for \(name) of \(target.count)")
    _ = target.update(fromContentsOf: values)
  }

  /// Sets how often an item of each class counts in the losses that read some labels; 1 each at first.
  ///
  /// A loss is then the weighted mean over its items, as that of PyTorch's `CrossEntropyLoss` with `weight`.
  public func setClassWeights(ofLabels name: String, _ weights: [Float]) {
    guard let target = state.classWeights[name] else {
      preconditionFailure("the graph has no labels \(name)")
    }
    precondition(
      weights.count == target.count, "\(weights.count) weights for \(target.count) classes of \(name)")
    precondition(weights.allSatisfy { $0 > 0 && $0.isFinite }, "weights of classes are above 0")
    _ = target.update(fromContentsOf: weights)
  }

  /// Makes only the first `count` items of a kind count in set maxima and losses.
  ///
  /// The others are padding. Batch statistics use every item, so with them make a plan of the exact count.
  public func setActiveCount(_ kind: ItemKind, _ count: Int) {
    precondition(count >= 0 && count <= options.counts[kind] ?? 0, "\(count) active items of \(kind)")
    state.activeCounts[kind] = count
  }

  /// Sets the dropout masks of the next forward pass. They depend only on seed, step and layer name.
  public func setDropoutStep(seed: UInt64, step: Int) {
    state.dropoutSeed = seed
    state.dropoutStep = step
  }

  /// Computes every output and loss from the inputs; with batch statistics, updates the running ones.
  ///
  /// - Throws: `NeuralNetError` with code `.mismatch` when an index is out of range, `.nonFinite` when a
  ///   parameter, an input, a batch statistic or a loss is not finite, naming it or, for a loss, the first
  ///   layer whose result is not; running statistics are then not updated.
  public func forward() throws(NeuralNetError) {
    stopwatch?.begin()
    try checkIndices()
    try checkValues()
    stopwatch?.mark("inputs and parameters are finite", .checks)
    try Lanes.apply(options.lanes)
    for weights in packedWeights { try weights.refresh() }
    stopwatch?.mark("packing of weights", .packing)
    try run(forwardSteps, isBackward: false)
    for (name, _) in graph.losses where !loss(name).isFinite { throw try firstNonFinite(loss: name) }
    for statistics in statistics { try statistics.check() }
    for statistics in statistics { statistics.move(parameters) }
    stopwatch?.mark("losses are finite, running statistics", .checks)
    hasRunForward = true
  }

  /// A named output of the last forward pass, row-major `[items, channels, height, width]`.
  public func output(_ name: String) -> [Float] { withOutput(name) { Array($0) } }

  /// Reads a named output in place.
  public func withOutput<Result>(
    _ name: String, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let output = outputs[name] else { preconditionFailure("the graph has no output \(name)") }
    return try body(UnsafeBufferPointer(start: output.floats, count: output.count))
  }

  /// A named loss of the last forward pass, its weight included.
  public func loss(_ name: String) -> Float {
    guard let loss = losses[name] else { preconditionFailure("the graph has no loss \(name)") }
    return loss.floats[0]
  }

  /// Adds the gradient of (all losses + the outer gradients at named outputs) to the parameters' gradients.
  ///
  /// Call it after a forward pass. `outer` has, by output name, a gradient of the output's shape. The names must be
  /// among `PlanOptions.outputGradients`; absent ones count as zero.
  ///
  /// - Throws: `NeuralNetError` with code `.unknownName` or `.mismatch`.
  public func backward(adding outer: [String: [Float]] = [:]) throws(NeuralNetError) {
    precondition(hasRunForward, "a backward pass follows a forward pass")
    precondition(options.mode != .inference, "an inference plan has no backward pass")
    for (name, values) in outer {
      guard options.outputGradients.contains(name) else {
        throw NeuralNetError(
          .unknownName, at: "output \(name)", "the plan was not made to take a gradient there",
          remedy: "Name it in PlanOptions.outputGradients.")
      }
      guard values.count == outputs[name]?.count else {
        throw NeuralNetError(
          .mismatch, at: "output \(name)",
          "a gradient of \(values.count) values was given for \(outputs[name]?.count ?? 0)")
      }
    }
    stopwatch?.begin()
    for (name, target) in outerGradients {
      if let values = outer[name] {
        target.floats.update(from: values, count: target.count)
      } else {
        target.floats.update(repeating: 0, count: target.count)
      }
    }
    try Lanes.apply(options.lanes)
    stopwatch?.mark("gradients from outside", .other)
    try run(backwardSteps, isBackward: true)
  }

  /// The gradient at an input of `PlanOptions.inputGradients` after a backward pass; zeros where no loss
  /// depends on it.
  public func gradient(ofInput name: String) -> [Float] {
    precondition(options.inputGradients.contains(name), "no gradient was asked for at input \(name)")
    guard let gradient = inputGradients[name] else {
      return Array(repeating: 0, count: inputs[name]?.count ?? 0)
    }
    return Array(UnsafeBufferPointer(start: gradient.floats, count: gradient.count))
  }
}

// MARK: - Checks

extension Plan {
  private static func validate(_ graph: Graph, _ options: PlanOptions) throws(NeuralNetError) {
    if options.precision == .bf16, Backend.bf16 == .missing {
      throw NeuralNetError(
        .library, at: "runtime.precision", "this processor cannot compute with bf16",
        remedy: "Use f32, or a processor with AVX-512.")
    }
    for entry in graph.entries where entry.kind != .batch && (options.counts[entry.kind] ?? 0) < 1 {
      throw NeuralNetError(.mismatch, at: "items of \(entry.kind)", "the plan needs a count of at least 1")
    }
    for name in options.outputGradients where !graph.outputNames.contains(name) {
      throw NeuralNetError(.unknownName, at: "output \(name)", "the graph has no such output")
    }
    for name in options.inputGradients
    where !graph.entries.contains(where: { $0.operation == .input(name: name) }) {
      throw NeuralNetError(.unknownName, at: "input \(name)", "the graph has no such input")
    }
  }

  private func checkIndices() throws(NeuralNetError) {
    for entry in graph.entries {
      let (name, bound): (String, Int)
      switch entry.operation {
      case .segmentMax(let indices), .pairConcatenate(let indices):
        (name, bound) = (indices, options.counts[entry.kind] ?? 0)
      case .crossEntropy(let labels, _): (name, bound) = (labels, graph.shape(of: entry.inputs[0]).channels)
      default: continue
      }
      for (item, index) in (state.indices[name] ?? .init(start: nil, count: 0)).enumerated()
      where index < -1 || index >= bound {
        throw NeuralNetError(
          .mismatch, at: "indices \(name)", "item \(item) has \(index), which is not in -1 ..< \(bound)")
      }
    }
    guard options.mode == .training(batchNorm: .batchStatistics) else { return }
    for (kind, count) in state.activeCounts where count != options.counts[kind] {
      throw NeuralNetError(
        .mismatch, at: "items of \(kind)",
        "batch statistics would include all \(options.counts[kind] ?? 0) items, but only \(count) are active")
    }
  }

  /// Throws if an input or a changed parameter is not finite.
  ///
  /// Checked before the pass because oneDNN's ReLU turns NaN into zero, so the loss could still be finite.
  private func checkValues() throws(NeuralNetError) {
    for (index, place) in places.enumerated() where checkedVersions[index] != parameters.version(place) {
      let name = parameters.descriptions[place].name
      guard parameters.withValues(of: name, { ck_all_finite($0.baseAddress, $0.count) }) != 0 else {
        throw NeuralNetError(
          .nonFinite, at: name, "the parameter is not finite", remedy: NeuralNetError.goBack)
      }
      checkedVersions[index] = parameters.version(place)
    }
    for (name, input) in inputsByName where !input.isFinite {
      throw NeuralNetError(.nonFinite, at: "input \(name)", "its values are not finite")
    }
  }

  /// Names the first layer whose result is not finite, by running the forward steps again one by one.
  private func firstNonFinite(loss name: String) throws(NeuralNetError) -> NeuralNetError {
    for step in forwardSteps {
      try step.run()
      for buffer in step.results where !buffer.isFinite {
        return NeuralNetError(
          .nonFinite, at: step.label, "its result is not finite, so loss \(name) is not",
          remedy: NeuralNetError.goBack)
      }
    }
    return NeuralNetError(.nonFinite, at: "loss \(name)", "it is not finite", remedy: NeuralNetError.goBack)
  }
}
