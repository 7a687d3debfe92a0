extension Graph {
  /// A convolution: `[items, channels, h', w']`, keys `.weight` `[channels, in / groups, kh, kw]` and `.bias`.
  ///
  /// Initial weights are random, or 0 with `startsAtZero`; then the layer's output is 0 until it has learned. Source:
  /// cross-correlation, as every framework computes it; no dilation.
  ///
  /// - Parameter groups: the parts, one after another, into which the channels of input and output are divided; each
  ///   part of the output reads its own part of the input. As many as channels: a depthwise convolution.
  public mutating func convolution(
    _ x: Node, named name: String, channels: Int, window: Window, groups: Int = 1, bias: Bool,
    startsAtZero: Bool = false
  ) -> Node {
    let inputs = self.shape(of: x).channels
    precondition(
      groups > 0 && inputs % groups == 0 && channels % groups == 0,
      "\(inputs) and \(channels) channels of \(name) cannot be divided into \(groups) groups")
    let shape = slide(window, over: x, channels: channels, label: name)
    need(
      "\(name).weight",
      shape: [channels, inputs / groups, window.kernelHeight, window.kernelWidth],
      role: startsAtZero ? .restingWeight : .weight)
    if bias { need("\(name).bias", shape: [channels], role: .bias) }
    return add(
      .convolution(name: name, window: window, groups: groups, bias: bias), [x], kind: kind(of: x),
      shape: shape,
      label: name)
  }

  /// Batch normalisation per channel, with an optional ReLU in the same pass over memory.
  ///
  /// Keys `.weight`, `.bias`, `.running_mean`, `.running_var`, all `[channels]`. In training with batch
  /// statistics `running = (1 - momentum) * running + momentum * batch`, the variance unbiased there.
  /// Source: Ioffe and Szegedy 2015, Algorithms 1 and 2; the update rule is PyTorch's.
  ///
  /// - Parameters:
  ///   - relu: whether a ReLU follows.
  ///   - ceiling: the most that the ReLU lets through; 6 for ReLU6.
  ///   - fewestItems: a batch of fewer items is not normalised by its own statistics, because two vectors would become -1 and
  ///     1 whatever they were. It is normalised by the running statistics from before the batch, which are constants for
  ///     gradients. The batch still updates them, by a smaller step in proportion to its number of items. Its variance
  ///     is then taken about the running mean, because items of one batch (both eyes of a patient) are alike.
  public mutating func batchNorm(
    _ x: Node, named name: String, epsilon: Float = 1e-3, momentum: Float = 0.1, relu: Bool,
    ceiling: Float = .infinity, fewestItems: Int = 1
  ) -> Node {
    let shape = self.shape(of: x)
    need("\(name).weight", shape: [shape.channels], role: .scale)
    need("\(name).bias", shape: [shape.channels], role: .shift)
    need("\(name).running_mean", shape: [shape.channels], role: .runningMean)
    need("\(name).running_var", shape: [shape.channels], role: .runningVariance)
    return add(
      .batchNorm(
        name: name, epsilon: epsilon, momentum: momentum,
        rectifier: relu ? Rectifier(ceiling: ceiling) : nil, fewestItems: fewestItems), [x],
      kind: kind(of: x), shape: shape, label: name)
  }

  /// `max(x, 0)`, at most `ceiling`, element by element.
  public mutating func relu(_ x: Node, ceiling: Float = .infinity) -> Node {
    same(.rectifier(Rectifier(ceiling: ceiling)), x, "relu")
  }

  /// The maximum in each window; padding is ignored.
  public mutating func maxPool(_ x: Node, window: Window) -> Node {
    let shape = slide(window, over: x, channels: self.shape(of: x).channels, label: "max pooling")
    return add(.maxPool(window), [x], kind: kind(of: x), shape: shape, label: after(x, "max pooling"))
  }

  /// The mean in each window; with `countsPadding` the sum is divided by the whole kernel at the border too.
  public mutating func averagePool(_ x: Node, window: Window, countsPadding: Bool) -> Node {
    let shape = slide(window, over: x, channels: self.shape(of: x).channels, label: "average pooling")
    return add(
      .averagePool(window, countsPadding: countsPadding), [x], kind: kind(of: x), shape: shape,
      label: after(x, "average pooling"))
  }

  /// The mean over all positions: `[items, C, 1, 1]`.
  public mutating func globalAveragePool(_ x: Node) -> Node {
    let shape = self.shape(of: x)
    return averagePool(x, window: Window(height: shape.height, width: shape.width), countsPadding: false)
  }

  /// Concatenation of the inputs along the channels.
  public mutating func concatenate(_ xs: [Node]) -> Node {
    precondition(!xs.isEmpty, "nothing to concatenate")
    let first = shape(of: xs[0])
    for x in xs {
      let shape = self.shape(of: x)
      precondition(
        shape.height == first.height && shape.width == first.width && kind(of: x) == kind(of: xs[0]),
        "cannot concatenate \(shape) of \(kind(of: x)) with \(first) of \(kind(of: xs[0]))")
    }
    let channels = xs.reduce(0) { $0 + shape(of: $1).channels }
    return add(
      .concatenate, xs, kind: kind(of: xs[0]),
      shape: FeatureShape(channels: channels, height: first.height, width: first.width),
      label: after(xs[0], "concatenation"))
  }

  /// `x + scale * residual`, with an optional ReLU.
  ///
  /// Source: Szegedy et al. 2016 (Inception-ResNet), section 3.3.
  public mutating func scaledSum(_ x: Node, _ residual: Node, scale: Float, relu: Bool) -> Node {
    checkSame(x, residual, "sum")
    return add(
      .scaledSum(scale: scale, rectifier: relu ? Rectifier() : nil), [x, residual], kind: kind(of: x),
      shape: shape(of: x),
      label: after(residual, "residual sum"))
  }

  /// `W x + b`, where x is all values of an item: `[items, outputs, 1, 1]`; keys `.weight` `[outputs, in]`, `.bias`.
  ///
  /// Initial weights are random, or 0 with `startsAtZero`.
  public mutating func fullyConnected(
    _ x: Node, named name: String, outputs: Int, startsAtZero: Bool = false
  ) -> Node {
    need(
      "\(name).weight", shape: [outputs, shape(of: x).valueCount],
      role: startsAtZero ? .restingWeight : .weight)
    need("\(name).bias", shape: [outputs], role: .bias)
    return add(
      .fullyConnected(name: name), [x], kind: kind(of: x), shape: FeatureShape(channels: outputs),
      label: name)
  }

  /// Sets a random `fraction` (0 ..< 1) of values to zero and scales the others by `1 / (1 - fraction)`.
  ///
  /// The identity in inference. The mask depends on the seed and step given to `Plan.setDropoutStep` and
  /// on `name` alone.
  public mutating func dropout(_ x: Node, fraction: Float, named name: String) -> Node {
    precondition((0..<1).contains(fraction), "a dropout fraction lies in 0 ..< 1")
    return add(
      .dropout(fraction: fraction, name: name), [x], kind: kind(of: x), shape: shape(of: x), label: name)
  }

  // MARK: -

  func after(_ x: Node, _ what: String) -> String { "\(what) after \(entry(x).label)" }

  mutating func same(_ operation: Operation, _ x: Node, _ what: String) -> Node {
    add(operation, [x], kind: kind(of: x), shape: shape(of: x), label: after(x, what))
  }

  func checkSame(_ x: Node, _ y: Node, _ what: String) {
    precondition(
      shape(of: x) == shape(of: y) && kind(of: x) == kind(of: y),
      "a \(what) of \(shape(of: x)) (\(entry(x).label)) and \(shape(of: y)) (\(entry(y).label))")
  }

  private func slide(_ window: Window, over x: Node, channels: Int, label: String) -> FeatureShape {
    let shape = self.shape(of: x)
    guard let sides = window.outputSides(height: shape.height, width: shape.width) else {
      preconditionFailure("the window of \(label) is larger than its input \(shape)")
    }
    return FeatureShape(channels: channels, height: sides.height, width: sides.width)
  }
}
