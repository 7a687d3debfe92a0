import NeuralNet

/// A feature map under construction: its node, its shape and the kind of item it belongs to.
struct Feature {
  let node: Node
  let shape: FeatureShape
  let kind: ItemKind
}

/// Builds a network layer by layer and records shapes and cost.
struct NetworkBuilder {
  /// The graph so far.
  var graph = Graph()
  /// The cost so far.
  private(set) var cost = NetworkCost()
  /// The results of the trunk's steps, in order.
  private(set) var trunkFeatures: [Feature] = []
  /// Added to a batch norm's variance. Source: the Inception networks and EfficientNet use 1e-3.
  let batchNormEpsilon: Float = 1e-3
  /// With fewer eyes per batch, the inputs of linear layers are standardised by running statistics in training too.
  static let fewestStandardisedEyes = 8

  mutating func input(_ name: String, kind: ItemKind, shape: FeatureShape) -> Feature {
    Feature(node: graph.input(name, kind: kind, shape: shape), shape: shape, kind: kind)
  }

  // MARK: - Convolutions

  /// Convolution without a bias, batch norm, ReLU. Parameters: `<name>.conv.weight`, `<name>.bn.*`.
  mutating func unit(_ x: Feature, _ step: ConvolutionStep, named name: String) -> Feature {
    normed(x, step, convolution: "\(name).conv", norm: "\(name).bn", end: .relu)
  }

  /// What follows a batch norm.
  enum End {
    /// max(x, 0).
    case relu
    /// min(max(x, 0), 6).
    case relu6
    /// Nothing.
    case linear
  }

  /// Convolution without a bias and batch norm, under names of their own. Parameters: `<convolution>.weight`,
  /// `<norm>.*`.
  mutating func normed(
    _ x: Feature, _ step: ConvolutionStep, groups: Int = 1, convolution: String, norm: String, end: End
  ) -> Feature {
    let convolved = self.convolution(x, step, groups: groups, bias: false, named: convolution)
    cost.parameterCount += 2 * step.channels
    let node = graph.batchNorm(
      convolved.node, named: norm, epsilon: batchNormEpsilon, relu: end != .linear,
      ceiling: end == .relu6 ? 6 : .infinity)
    return Feature(node: node, shape: convolved.shape, kind: x.kind)
  }

  /// A bare convolution. Parameters: `<name>.weight` and, with a bias, `<name>.bias`.
  mutating func convolution(
    _ x: Feature, _ step: ConvolutionStep, groups: Int = 1, bias: Bool, startsAtZero: Bool = false,
    named name: String
  ) -> Feature {
    let node = graph.convolution(
      x.node, named: name, channels: step.channels, window: step.window(over: x.shape), groups: groups,
      bias: bias, startsAtZero: startsAtZero)
    let shape = graph.shape(of: node)
    let weightCount = step.channels * (x.shape.channels / groups) * step.kernelHeight * step.kernelWidth
    cost.parameterCount += weightCount + (bias ? step.channels : 0)
    cost.multiplyAddCount[x.kind, default: 0] += weightCount * shape.height * shape.width
    return Feature(node: node, shape: shape, kind: x.kind)
  }

  /// Batch norm alone, in front of a linear layer. With running statistics both together are one linear layer, so it
  /// changes only how fast the layer learns, not what it can represent. Features after a ReLU are all positive; without
  /// standardisation their mean limits the learning rate and their differences are learned slowly. Batches of fewer
  /// than `fewestStandardisedEyes` eyes are standardised by the running statistics, because a single pair standardised
  /// by itself would keep only the signs of its differences. Parameters: `<name>.*`.
  mutating func standardised(_ x: Feature, named name: String) -> Feature {
    cost.parameterCount += 2 * x.shape.channels
    let node = graph.batchNorm(
      x.node, named: name, epsilon: batchNormEpsilon, relu: false, fewestItems: Self.fewestStandardisedEyes)
    return Feature(node: node, shape: x.shape, kind: x.kind)
  }

  // MARK: - Pools and joins

  mutating func maxPool(
    _ x: Feature, kernel: Int, stride: Int, padding: ConvolutionStep.Padding
  ) -> Feature {
    let step = ConvolutionStep(x.shape.channels, kernel: kernel, stride: stride, padding: padding)
    let node = graph.maxPool(x.node, window: step.window(over: x.shape))
    return Feature(node: node, shape: graph.shape(of: node), kind: x.kind)
  }

  /// 3x3 average of stride 1. Inception v3 counts the zeros of the padding, Inception-ResNet v2 does not.
  mutating func averagePool(_ x: Feature, countsPadding: Bool) -> Feature {
    let window = Window(3, stride: 1, padding: 1)
    let node = graph.averagePool(x.node, window: window, countsPadding: countsPadding)
    return Feature(node: node, shape: x.shape, kind: x.kind)
  }

  mutating func globalAveragePool(_ x: Feature) -> Feature {
    vector(graph.globalAveragePool(x.node), channels: x.shape.channels, kind: x.kind)
  }

  mutating func concatenate(_ parts: [Feature]) -> Feature {
    guard let first = parts.first else { preconditionFailure("nothing to concatenate") }
    guard parts.count > 1 else { return first }
    let shape = FeatureShape(
      channels: parts.reduce(0) { $0 + $1.shape.channels }, height: first.shape.height,
      width: first.shape.width)
    return Feature(node: graph.concatenate(parts.map(\.node)), shape: shape, kind: first.kind)
  }

  /// A classifier. Its weights are initially 0, so that at first every level is equally likely.
  mutating func classifier(_ x: Feature, outputs: Int, named name: String) -> Feature {
    let weightCount = x.shape.channels * x.shape.height * x.shape.width * outputs
    cost.parameterCount += weightCount + outputs
    cost.multiplyAddCount[x.kind, default: 0] += weightCount
    return vector(
      graph.fullyConnected(x.node, named: name, outputs: outputs, startsAtZero: true), channels: outputs,
      kind: x.kind)
  }

  /// A feature of one position, for a node that was added to the graph directly.
  func vector(_ node: Node, channels: Int, kind: ItemKind) -> Feature {
    Feature(node: node, shape: FeatureShape(channels: channels, height: 1, width: 1), kind: kind)
  }

  // MARK: - Layers

  /// Notes the result of a trunk's step, for those who read more than the last one.
  mutating func note(_ x: Feature) { trunkFeatures.append(x) }
}
