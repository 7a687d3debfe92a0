/// Layers over large feature maps that keep the layout of their input: pooling, sums, concatenation.
extension Compiler {
  func pooling(
    _ kind: odn.Pooling, _ window: Window, _ entry: GraphEntry, at index: Int
  ) throws(NeuralNetError) {
    let x = entry.inputs[0]
    let isGlobal = entry.shape.positionCount == 1  // the result is a vector, and vectors are f32
    var source = value(of: x)
    if isGlobal, source.numbers == .bf16 { source = try plainValue(of: x) }
    guard let layout = source.layout else { return }
    let geometry = odn.Geometry(
      items: count(entry.kind), input: graph.shape(of: x), output: entry.shape, window: window, bias: false)
    let forward = try Primitive(entry.label) {
      odn.pooling(
        needsGradient[index] ? .training : .inference, kind, geometry, layout, forward: nil, $0)
    }
    let result = buffer(try forward.layout(.result))
    var arguments: [(Primitive.Argument, Buffer)] = [(.source, source), (.result, result)]
    let workspace = forward.optionalLayout(.workspace).map {
      rawBuffer(byteCount: $0.byteCount, layout: $0)
    }
    if let workspace { arguments.append((.workspace, workspace)) }
    emit(forward, arguments, writing: [result])
    values[index] = result

    func again() throws(NeuralNetError) -> Buffer {
      let primitive = try Primitive("\(entry.label) again") {
        odn.pooling(.inference, kind, geometry, layout, forward: nil, $0)
      }
      let made = buffer(try primitive.layout(.result))
      emit(primitive, [(.source, try valueAgain(of: x)), (.result, made)], writing: [made])
      return made
    }
    if !isGlobal, remakes[x.index] != nil { remakes[index] = again }

    func gradients(of gradient: Buffer) throws(NeuralNetError) {
      let primitive = try Primitive("gradient of \(entry.label)") {
        odn.pooling(.dataGradient, kind, geometry, layout, forward: forward, $0)
      }
      let above = try converted(gradient, to: try primitive.layout(.resultGradient), label: entry.label)
      let below = buffer(layout)
      var arguments: [(Primitive.Argument, Buffer)] = [(.resultGradient, above), (.sourceGradient, below)]
      if let workspace { arguments.append((.workspace, workspace)) }
      emit(primitive, arguments, writing: [below])
      contribute(below, to: x)
    }
    backward[index] = gradients
  }

  func rectifier(_ rectifier: Rectifier, _ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    let source = value(of: entry.inputs[0])
    let result = try apply(rectifier, to: source, label: entry.label)
    values[index] = result
    rectified[index] = (result, rectifier)
    func gradients(of gradient: Buffer) throws(NeuralNetError) {
      contribute(gradient, to: entry.inputs[0])
    }
    backward[index] = gradients
  }

  func apply(_ rectifier: Rectifier, to source: Buffer, label: String) throws(NeuralNetError) -> Buffer {
    guard let layout = source.layout else { return source }
    let primitive = try Primitive(label) {
      odn.rectifier(isTraining ? .training : .inference, rectifier, layout, $0)
    }
    let result = buffer(layout)
    emit(primitive, [(.source, source), (.result, result)], writing: [result])
    return result
  }

  /// A residual sum whose residual is not a convolution that can be fused with it.
  func scaledSum(
    _ scale: Float, _ rectifier: Rectifier?, _ entry: GraphEntry, at index: Int
  ) throws(NeuralNetError) {
    let shortcut = value(of: entry.inputs[0])
    guard let layout = shortcut.layout else { return }
    let residual = try converted(value(of: entry.inputs[1]), to: layout, label: entry.label)
    let summed = try weightedSum([(shortcut, 1), (residual, scale)], layout, label: entry.label)
    var result = summed
    if let rectifier {
      result = try apply(rectifier, to: summed, label: entry.label)
      rectified[index] = (result, rectifier)
    }
    values[index] = result
    func gradients(of gradient: Buffer) throws(NeuralNetError) {
      contribute(gradient, to: entry.inputs[0])
      guard needsGradient[entry.inputs[1].index] else { return }
      if scale == 1 { return contribute(gradient, to: entry.inputs[1]) }
      guard let layout = gradient.layout else { return }
      contribute(
        try weightedSum([(gradient, scale)], layout, label: "gradient of \(entry.label)"),
        to: entry.inputs[1])
    }
    backward[index] = gradients
  }

  private func weightedSum(_ parts: [(Buffer, Float)], _ layout: Layout, label: String)
    throws(NeuralNetError) -> Buffer
  {
    let scales = parts.map(\.1)
    let primitive = try Primitive(label) { odn.sum(scales, layout, $0) }
    let result = buffer(layout)
    var arguments: [(Primitive.Argument, Buffer)] = [(.result, result)]
    for (item, part) in parts.enumerated() { arguments.append((.item(item), part.0)) }
    emit(primitive, arguments, writing: [result])
    return result
  }

  /// Concatenation along the channels, in the layout that most of the values already have.
  func concatenate(_ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    let (order, numbers) = try commonOrder(entry.inputs)
    var layouts: [Layout] = []
    for input in entry.inputs { layouts.append(try Layout.of(extents(of: input), order, numbers)) }
    func joined(_ parts: [Buffer], _ label: String) throws(NeuralNetError) -> Buffer {
      let primitive = try Primitive(label) { odn.concatenation(layouts, $0) }
      let result = buffer(try primitive.layout(.result))
      var arguments: [(Primitive.Argument, Buffer)] = [(.result, result)]
      for (item, (part, layout)) in zip(parts, layouts).enumerated() {
        arguments.append((.item(item), try converted(part, to: layout, label: label)))
      }
      emit(primitive, arguments, writing: [result])
      return result
    }
    let result = try joined(entry.inputs.map(value), entry.label)
    values[index] = result

    func again() throws(NeuralNetError) -> Buffer {
      var parts: [Buffer] = []
      for input in entry.inputs { parts.append(try valueAgain(of: input)) }
      return try joined(parts, "\(entry.label) again")
    }
    if entry.inputs.allSatisfy({ remakes[$0.index] != nil }) { remakes[index] = again }

    func gradients(of gradient: Buffer) throws(NeuralNetError) {
      guard let layout = result.layout else { return }
      let whole = try converted(gradient, to: layout, label: entry.label)
      var channel = 0
      for (input, target) in zip(entry.inputs, layouts) {
        let offsets = [0, channel, 0, 0]
        channel += graph.shape(of: input).channels
        guard needsGradient[input.index] else { continue }
        let below = buffer(target)
        if let part = layout.part(extents(of: input), at: offsets) {
          try reorder(whole, as: part, to: below, label: "gradient of \(entry.label)")
        } else {
          let plain = try converted(
            whole, to: try plainLayout(of: Node(index: index)), label: entry.label)
          guard let part = plain.layout?.part(extents(of: input), at: offsets) else {
            throw NeuralNetError(
              .library, at: entry.label, "oneDNN cannot address a part of a row-major tensor")
          }
          try reorder(plain, as: part, to: below, label: "gradient of \(entry.label)")
        }
        contribute(below, to: input)
      }
    }
    backward[index] = gradients
  }

  /// The layout and precision of most of the values. Blocks are possible only if every input has whole blocks of
  /// channels.
  private func commonOrder(_ nodes: [Node]) throws(NeuralNetError) -> (Layout.Order, Precision) {
    let seamsFit = nodes.allSatisfy { graph.shape(of: $0).channels % 16 == 0 }
    let candidates: [Layout.Order] = seamsFit ? [.blocks16, .blocks8, .channelsLast] : [.channelsLast]
    let numbers: Precision = nodes.contains { value(of: $0).layout?.numbers == .bf16 } ? .bf16 : .f32
    var best = (order: Layout.Order.plain, byteCount: 0)
    for order in candidates {
      var byteCount = 0
      for node in nodes {
        let layout = try Layout.of(extents(of: node), order, numbers)
        if value(of: node).layout?.matches(layout) == true { byteCount += layout.byteCount }
      }
      if byteCount > best.byteCount { best = (order, byteCount) }
    }
    return (best.order, numbers)
  }
}
