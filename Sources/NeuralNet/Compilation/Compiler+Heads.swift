internal import CKernels

/// The small layers of heads, on row-major tensors by loops of `CKernels`.
extension Compiler {
  /// Emits the forward step of any node that is not part of a convolution's unit.
  func compile(_ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    switch entry.operation {
    case .input(let name):
      let input = buffer(try plainLayout(of: Node(index: index)))
      keep(input)
      inputs[name] = input
      values[index] = input
    case .convolution: break
    case .batchNorm(let name, let epsilon, let momentum, let rectifier, let fewestItems):
      try batchNorm(
        name, epsilon: epsilon, momentum: momentum, rectifier: rectifier, fewestItems: fewestItems, entry,
        at: index)
    case .rectifier(let rectifier): try self.rectifier(rectifier, entry, at: index)
    case .maxPool(let window): try pooling(.maximum, window, entry, at: index)
    case .averagePool(let window, let countsPadding):
      try pooling(countsPadding ? .meanWithPadding : .meanWithoutPadding, window, entry, at: index)
    case .concatenate: try concatenate(entry, at: index)
    case .scaledSum(let scale, let rectifier): try scaledSum(scale, rectifier, entry, at: index)
    case .fullyConnected(let name): try fullyConnected(name, entry, at: index)
    case .dropout(let fraction, let name): try dropout(fraction, name, entry, at: index)
    case .softmax: try softmax(length: entry.shape.channels, entry, at: index)
    case .spatialSoftmax: try softmax(length: entry.shape.positionCount, entry, at: index)
    case .product: try product(entry, at: index)
    case .spatialSum: try spatialSum(entry, at: index)
    case .segmentMax(let indices): try segmentMax(indices, entry, at: index)
    case .pairConcatenate(let indices): try pairConcatenate(indices, entry, at: index)
    case .crossEntropy(let labels, let weight): try crossEntropy(labels, weight, entry, at: index)
    }
  }

  /// Adds a head layer. `forward` computes the result; `gradient` computes the gradient at each input from the one at
  /// the result.
  private func head(
    _ entry: GraphEntry, at index: Int,
    forward: @escaping (_ sources: [Buffer], _ result: Buffer) -> Void,
    gradient:
      @escaping (_ input: Int, _ sources: [Buffer], _ result: Buffer, _ above: Buffer, _ below: Buffer)
      -> Void
  ) throws(NeuralNetError) {
    var sources: [Buffer] = []
    for input in entry.inputs { sources.append(try plainValue(of: input)) }
    let result = buffer(try plainLayout(of: Node(index: index)))
    emit(entry.label, reading: sources, writing: [result]) { [sources] in forward(sources, result) }
    values[index] = result
    func gradients(of gradientAbove: Buffer) throws(NeuralNetError) {
      let above = try converted(
        gradientAbove, to: try plainLayout(of: Node(index: index)), label: entry.label)
      for (number, input) in entry.inputs.enumerated() where needsGradient[input.index] {
        let below = buffer(try plainLayout(of: input))
        emit("gradient of \(entry.label)", reading: sources + [result, above], writing: [below]) {
          gradient(number, sources, result, above, below)
        }
        contribute(below, to: input)
      }
    }
    backward[index] = gradients
  }

  private func softmax(length: Int, _ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    try head(entry, at: index) { sources, result in
      ck_softmax(sources[0].floats, result.floats, result.count / length, length)
    } gradient: { _, _, result, above, below in
      ck_softmax_gradient(result.floats, above.floats, below.floats, result.count / length, length)
    }
  }

  private func product(_ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    try head(entry, at: index) { sources, result in
      ck_product(sources[0].floats, sources[1].floats, result.floats, result.count)
    } gradient: { input, sources, _, above, below in
      ck_product(above.floats, sources[1 - input].floats, below.floats, below.count)
    }
  }

  private func spatialSum(_ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    let length = graph.shape(of: entry.inputs[0]).positionCount
    try head(entry, at: index) { sources, result in
      ck_row_sums(sources[0].floats, result.floats, result.count, length)
    } gradient: { _, _, _, above, below in
      ck_row_fill(above.floats, below.floats, above.count, length)
    }
  }

  private func dropout(_ fraction: Float, _ name: String, _ entry: GraphEntry, at index: Int)
    throws(NeuralNetError)
  {
    guard isTraining, fraction > 0 else {
      values[index] = value(of: entry.inputs[0])
      func gradients(of gradient: Buffer) throws(NeuralNetError) {
        contribute(gradient, to: entry.inputs[0])
      }
      backward[index] = gradients
      return
    }
    let mask = buffer(try plainLayout(of: Node(index: index)))
    let state = state
    let purpose = "dropout \(name)"
    emit("mask of \(name)", reading: [], writing: [mask]) {
      ck_dropout_mask(mask.floats, mask.count, state.dropoutKey(purpose), fraction)
    }
    if needsGradient[index] { keep(mask) }
    try head(entry, at: index) { sources, result in
      ck_product(sources[0].floats, mask.floats, result.floats, result.count)
    } gradient: { _, _, _, above, below in
      ck_product(above.floats, mask.floats, below.floats, below.count)
    }
    mask.touch(steps.count - 1)
  }

  private func segmentMax(_ name: String, _ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    let items = count(graph.kind(of: entry.inputs[0]))
    let segments = count(entry.kind)
    let length = entry.shape.valueCount
    try state.need(name, count: items)
    guard let segment = state.indices[name]?.baseAddress else { return }
    let winner = rawBuffer(byteCount: segments * length * 4)
    if needsGradient[index] { keep(winner) }
    let state = state
    let kind = graph.kind(of: entry.inputs[0])
    try head(entry, at: index) { sources, result in
      ck_segment_max(
        sources[0].floats, segment, min(items, state.activeCounts[kind] ?? items), length, result.floats,
        winner.integers, segments)
    } gradient: { _, _, _, above, below in
      ck_segment_max_gradient(above.floats, winner.integers, segments, length, below.floats, items)
    }
    winner.touch(steps.count - 1)
  }

  private func pairConcatenate(_ name: String, _ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    let items = count(entry.kind)
    let length = graph.shape(of: entry.inputs[0]).valueCount
    try state.need(name, count: items)
    guard let other = state.indices[name]?.baseAddress else { return }
    try head(entry, at: index) { sources, result in
      ck_pair(sources[0].floats, other, items, length, result.floats)
    } gradient: { _, _, _, above, below in
      ck_pair_gradient(above.floats, other, items, length, below.floats)
    }
  }

  private func crossEntropy(_ name: String, _ weight: Float, _ entry: GraphEntry, at index: Int)
    throws(NeuralNetError)
  {
    let x = entry.inputs[0]
    let items = count(graph.kind(of: x))
    let kind = graph.kind(of: x)
    let length = graph.shape(of: x).channels
    try state.need(name, count: items)
    try state.needClassWeights(name, count: length)
    guard let labels = state.indices[name]?.baseAddress, let weights = state.classWeights[name]?.baseAddress
    else { return }
    let state = state
    let logits = try plainValue(of: x)
    let probabilities = buffer(try plainLayout(of: x))
    let result = buffer(try Layout.of([1]))
    keep(result)
    emit(entry.label, reading: [logits], writing: [result, probabilities]) {
      let active = min(items, state.activeCounts[kind] ?? items)
      result.floats[0] = ck_cross_entropy(
        logits.floats, labels, weights, active, length, weight, probabilities.floats)
    }
    values[index] = result
    func gradients(of _: Buffer) throws(NeuralNetError) {
      guard needsGradient[x.index] else { return }
      let below = buffer(try plainLayout(of: x))
      emit("gradient of \(entry.label)", reading: [probabilities], writing: [below]) {
        let active = min(items, state.activeCounts[kind] ?? items)
        below.floats.update(repeating: 0, count: below.count)
        ck_cross_entropy_gradient(
          probabilities.floats, labels, weights, active, length, weight, below.floats)
      }
      contribute(below, to: x)
    }
    backward[index] = gradients
  }
}
