/// The trunk of M-Net: an Inception-ResNet, written down step by step.
///
/// Source: Szegedy et al. 2016, "Inception-v4, Inception-ResNet"; Wang et al. 2017 take M from the last
/// residual block of kind C. Deviation: widths and counts are data here, so that one builder makes the
/// full-size trunk and the small ones.
public struct MNetConfiguration: Hashable, Sendable {
  /// One named step. Names are parts of parameter names: stable once a checkpoint exists.
  public struct Step: Hashable, Sendable {
    /// Prefix of the step's parameters.
    public var name: String
    /// What the step does.
    public var operation: Operation
  }

  /// What a step does to the features.
  public enum Operation: Hashable, Sendable {
    /// Convolution, batch norm, ReLU.
    case convolution(ConvolutionStep)
    /// Branches beside each other, concatenated along the channels; with `pool`, a 3x3 max pool of stride 2,
    /// so padded, comes first.
    case branches([[ConvolutionStep]], pool: ConvolutionStep.Padding?)
    /// `count` residual blocks: x + scale * conv1x1(concat(branches(x))), then ReLU. The 1x1 convolution has
    /// a bias and no batch norm.
    case residual(count: Int, scale: Float, branches: [[ConvolutionStep]])
  }

  /// The steps in order; the last one's output is M.
  public var steps: [Step]

  /// A trunk of the given steps.
  public init(_ steps: [(String, Operation)]) {
    self.steps = steps.map { Step(name: $0.0, operation: $0.1) }
  }
}

extension NetworkBuilder {
  /// The trunk on a picture: [eyes,3,view,view] -> M, [eyes,C,g,g].
  mutating func mNet(_ picture: Feature, _ configuration: MNetConfiguration) -> Feature {
    var x = picture
    for step in configuration.steps {
      let name = "m_net.\(step.name)"
      switch step.operation {
      case .convolution(let convolution):
        x = unit(x, convolution, named: name)
      case .branches(let parts, let pool):
        x = branches(x, parts, pool: pool, named: name)
      case .residual(let count, let scale, let parts):
        for block in 1...count {
          x = residualBlock(x, parts, scale: scale, named: "\(name)_\(block)")
        }
      }
    }
    return x
  }

  private mutating func residualBlock(
    _ x: Feature, _ parts: [[ConvolutionStep]], scale: Float, named name: String
  ) -> Feature {
    let joined = branches(x, parts, pool: nil, named: name)
    let step = ConvolutionStep(x.shape.channels, kernel: 1)
    let residual = convolution(joined, step, bias: true, named: "\(name).conv2d")
    let node = graph.scaledSum(x.node, residual.node, scale: scale, relu: true)
    return Feature(node: node, shape: x.shape, kind: x.kind)
  }
}
