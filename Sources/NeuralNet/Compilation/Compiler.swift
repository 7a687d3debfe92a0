internal import CKernels

/// Turns a graph into steps over tensors: first the forward pass in the graph's order, then the gradients in
/// the opposite order.
///
/// A node's value has the layout in which its layer computed it; layers that need another layout share one copy. If
/// several layers read a node, their gradients are kept apart until the backward pass reaches the node, and then
/// summed.
final class Compiler {
  let graph: Graph
  let parameters: Parameters
  let options: PlanOptions
  let state: RunState

  private(set) var buffers: [Buffer] = []
  private(set) var bindings: [(Primitive, Primitive.Argument, Buffer)] = []
  /// Primitives that run outside the passes.
  private(set) var registered: [Primitive] = []
  private(set) var steps: [Step] = []
  var packedWeights: [PackedWeights] = []
  /// What moves the running statistics after a forward pass.
  var statistics: [BatchStatistics] = []
  /// Scratch memory for packing weights, one primitive at a time.
  var packingScratch: [Buffer] = []
  /// Tensors whose memory nothing else may use during a pass.
  private(set) var kept: [Buffer] = []
  var inputs: [String: Buffer] = [:]
  var outputs: [String: Buffer] = [:]
  var outerGradients: [String: Buffer] = [:]
  var inputGradients: [String: Buffer] = [:]
  var losses: [String: Buffer] = [:]

  /// The value of each node.
  var values: [Buffer?]
  var contributions: [[Buffer]]
  /// The rectifiers, with their results, in which layers end and through which the gradient has still to be passed, by
  /// the node at which the layer ends.
  var rectified: [Int: (result: Buffer, rectifier: Rectifier)] = [:]
  /// Whether a node needs a gradient, because a parameter before it learns or an input's gradient was requested.
  private(set) var needsGradient: [Bool] = []
  /// What a layer's backward pass is, by the node at which the layer ends.
  ///
  /// Local functions, not closures: a closure with typed throws crashes the compiler of Swift 6.3.1 here.
  var backward: [Int: (Buffer) throws(NeuralNetError) -> Void] = [:]
  /// How the backward pass computes a node's value again, for cheap layers whose values are not kept.
  var remakes: [Int: () throws(NeuralNetError) -> Buffer] = [:]
  private var remade: [Int: Buffer] = [:]
  private var copies: [ObjectIdentifier: [Buffer]] = [:]
  /// The place in the graph at which each node is read for the last time in a forward pass.
  private var lastReads: [Int] = []

  init(_ graph: Graph, parameters: Parameters, options: PlanOptions, state: RunState) {
    self.graph = graph
    self.parameters = parameters
    self.options = options
    self.state = state
    values = Array(repeating: nil, count: graph.entries.count)
    contributions = Array(repeating: [], count: graph.entries.count)
  }

  var isTraining: Bool { options.mode != .inference }

  var usesBatchStatistics: Bool { options.mode == .training(batchNorm: .batchStatistics) }

  /// Emits the steps of the forward pass and returns how many there are.
  func compileForward() throws(NeuralNetError) -> Int {
    needsGradient = gradientNeeds()
    let (ending, absorbed) = ConvolutionUnit.units(of: graph) { node in
      !usesBatchStatistics && !needsGradient[node.index]
    }
    lastReads = graph.entries.indices.map { $0 }
    for (index, entry) in graph.entries.enumerated() where !absorbed.contains(index) {
      for input in ending[index]?.reads(in: graph) ?? entry.inputs { lastReads[input.index] = index }
    }
    for output in graph.outputs { lastReads[output.node.index] = graph.entries.count }
    for (index, entry) in graph.entries.enumerated() where !absorbed.contains(index) {
      if let unit = ending[index] {
        try convolution(unit, endingAt: index)
      } else {
        try compile(entry, at: index)
      }
    }
    for (name, node) in graph.outputs {
      let plain = try plainValue(of: node)
      outputs[name] = plain
      keep(plain)
    }
    for (name, node) in graph.losses { losses[name] = values[node.index] }
    return steps.count
  }

  /// Emits the steps of the backward pass.
  func compileBackward() throws(NeuralNetError) {
    for (name, node) in graph.outputs
    where options.outputGradients.contains(name) && needsGradient[node.index] {
      let outer = buffer(try plainLayout(of: node))
      keep(outer)
      outerGradients[name] = outer
      contributions[node.index].append(outer)
    }
    let starts = Set(graph.losses.map(\.node.index))
    for (index, entry) in graph.entries.enumerated().reversed() where needsGradient[index] {
      if starts.contains(index), let value = values[index] {
        try backward[index]?(value)
        continue
      }
      guard let gradient = try gradient(of: index) else { continue }
      if case .input(let name) = entry.operation {
        let plain = try converted(gradient, to: try plainLayout(of: Node(index: index)), label: entry.label)
        keep(plain)
        inputGradients[name] = plain
      } else {
        try backward[index]?(gradient)
      }
    }
  }

  /// Releases the closures that refer to the compiler.
  func forgetClosures() {
    backward = [:]
    remakes = [:]
  }

  private func gradientNeeds() -> [Bool] {
    guard isTraining else { return Array(repeating: false, count: graph.entries.count) }
    var needs: [Bool] = []
    for entry in graph.entries {
      var need = entry.inputs.contains { needs[$0.index] }
      switch entry.operation {
      case .input(let name): need = options.inputGradients.contains(name)
      case .convolution(let name, _, _, _), .batchNorm(let name, _, _, _, _), .fullyConnected(let name):
        need = need || learns("\(name).weight") || learns("\(name).bias")
      default: break
      }
      needs.append(need)
    }
    return needs
  }

  /// Whether a parameter exists and gets a gradient.
  func learns(_ name: String) -> Bool {
    isTraining && parameters.description(of: name)?.role.learns == true && options.trainable(name)
  }
}

// MARK: - Tensors and steps

extension Compiler {
  func count(_ kind: ItemKind) -> Int { kind == .batch ? 1 : options.counts[kind] ?? 0 }

  /// `[items, channels, height, width]` of a node.
  func extents(of node: Node) -> [Int] {
    let entry = graph.entry(node)
    return [count(entry.kind), entry.shape.channels, entry.shape.height, entry.shape.width]
  }

  func plainLayout(of node: Node) throws(NeuralNetError) -> Layout { try Layout.of(extents(of: node)) }

  func buffer(_ layout: Layout) -> Buffer {
    let buffer = Buffer(layout: layout, byteCount: layout.byteCount)
    buffers.append(buffer)
    return buffer
  }

  /// Memory whose content is not numbers.
  func rawBuffer(byteCount: Int, layout: Layout? = nil) -> Buffer {
    let buffer = Buffer(layout: layout, byteCount: byteCount, isRaw: true)
    buffers.append(buffer)
    return buffer
  }

  /// A parameter's values as a tensor.
  func own(_ name: String) throws(NeuralNetError) -> Buffer {
    guard let shape = parameters.shape(of: name) else {
      throw NeuralNetError(.unknownName, at: name, "the parameters have no array of this name")
    }
    return Buffer(foreign: parameters.pointer(name), layout: try Layout.of(shape))
  }

  /// A parameter's gradient as a tensor.
  func ownGradient(_ name: String) throws(NeuralNetError) -> Buffer {
    Buffer(
      foreign: parameters.gradientPointer(name), layout: try Layout.of(parameters.shape(of: name) ?? [1]))
  }

  func keep(_ buffer: Buffer) { kept.append(buffer) }

  func value(of node: Node) -> Buffer {
    guard let value = values[node.index] else {
      preconditionFailure("\(graph.entry(node).label) is read but has no value")
    }
    return value
  }

  /// The value of a node in the backward pass: kept from the forward pass, or computed again.
  func valueAgain(of node: Node) throws(NeuralNetError) -> Buffer {
    if let made = remade[node.index] { return made }
    guard let remake = remakes[node.index] else { return value(of: node) }
    let made = try remake()
    remade[node.index] = made
    return made
  }

  /// The memory of a node's value, for a result that may overwrite it; nil if a layer after `index` reads the value,
  /// and in training, because gradients read it.
  func memory(of node: Node, takenOverAt index: Int) -> Buffer? {
    let memory = value(of: node)
    let holders = values.indices.filter { values[$0] === memory }
    guard !isTraining, holders.allSatisfy({ lastReads[$0] <= index && !graph.entries[$0].isInput }) else {
      return nil
    }
    copies[ObjectIdentifier(memory)] = nil
    return memory
  }

  func plainValue(of node: Node) throws(NeuralNetError) -> Buffer {
    try converted(value(of: node), to: try plainLayout(of: node), label: graph.entry(node).label)
  }

  /// The tensor in another layout, or the tensor itself if it already has that layout.
  func converted(_ source: Buffer, to layout: Layout, label: String) throws(NeuralNetError) -> Buffer {
    if let own = source.layout, own.matches(layout) { return source }
    if let copy = copies[ObjectIdentifier(source)]?.first(where: { $0.layout?.matches(layout) == true }) {
      return copy
    }
    let result = buffer(layout)
    try reorder(source, to: result, label: label)
    copies[ObjectIdentifier(source), default: []].append(result)
    return result
  }

  /// Copies between layouts, or adds `scale` times the source to the result.
  func reorder(
    _ source: Buffer, as from: Layout? = nil, to result: Buffer, scale: Float = 1, adds: Bool = false,
    label: String
  ) throws(NeuralNetError) {
    guard let from = from ?? source.layout, let to = result.layout else { return }
    let primitive = try Primitive("reorder at \(label)") { odn.reorder(from, to, scale, adds, $0) }
    emit(primitive, [(.source, source), (.result, result)], writing: [result])
  }

  /// Appends a primitive with its memories, and with scratch memory while it runs.
  func emit(
    _ primitive: Primitive, _ arguments: [(Primitive.Argument, Buffer)], writing results: [Buffer]
  ) {
    var arguments = arguments
    if let layout = primitive.optionalLayout(.scratch) {
      arguments.append((.scratch, rawBuffer(byteCount: layout.byteCount, layout: layout)))
    }
    for (argument, buffer) in arguments { bindings.append((primitive, argument, buffer)) }
    append(
      Step(label: primitive.label, work: .primitive(primitive), results: results), arguments.map(\.1))
  }

  /// Appends one of the program's own loops, with the tensors that it reads and writes and the meaning of its result.
  func emit(
    _ label: String, _ meaning: Step.Meaning = .kind(.other), reading sources: [Buffer],
    writing results: [Buffer], _ kernel: @escaping () -> Void
  ) {
    append(Step(label: label, work: .kernel(kernel, meaning), results: results), sources + results)
  }

  /// Registers a primitive that runs outside the passes (packing weights).
  func register(_ primitive: Primitive, _ arguments: [(Primitive.Argument, Buffer)]) {
    for (argument, buffer) in arguments { bindings.append((primitive, argument, buffer)) }
    registered.append(primitive)
  }

  private func append(_ step: Step, _ touched: [Buffer]) {
    for buffer in touched { buffer.touch(steps.count) }
    steps.append(step)
  }

  /// Adds a tensor to the gradients of a node, if the node needs a gradient.
  func contribute(_ gradient: Buffer, to node: Node) {
    if needsGradient[node.index] { contributions[node.index].append(gradient) }
  }
}
