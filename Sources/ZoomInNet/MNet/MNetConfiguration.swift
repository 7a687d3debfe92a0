/// The trunk of M-Net, written down step by step: an Inception-ResNet, or an EfficientNet-Lite.
///
/// Source: Szegedy et al. 2016, "Inception-v4, Inception-ResNet"; Wang et al. 2017 take M from the last
/// residual block of kind C. Deviation: widths and counts are data here, so that one builder makes both full-size and
/// small trunks.
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
    /// 3x3 maximum of stride 2.
    case maxPool(ConvolutionStep.Padding)
    /// Parallel branches, concatenated along the channels in this order.
    case branches([Branch])
    /// `count` residual blocks: x + scale * conv1x1(concat(branches(x))), then ReLU where `relu`. The 1x1
    /// convolution has a bias and no batch norm.
    case residual(count: Int, scale: Float, branches: [[ConvolutionStep]], relu: Bool = true)
    /// A whole EfficientNet-Lite. Its parameters have the published names, without the step's name in front.
    case efficientNetLite(EfficientNetLite)
  }

  /// One of several parallel branches. An array literal of convolutions is a branch.
  public enum Branch: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Convolutions one after another, each with batch norm and ReLU.
    case convolutions([ConvolutionStep])
    /// 3x3 maximum of stride 2.
    case maxPool(ConvolutionStep.Padding)
    /// 3x3 average of stride 1 without padding in the mean, then convolutions.
    case averagePool(then: [ConvolutionStep])

    public init(arrayLiteral steps: ConvolutionStep...) { self = .convolutions(steps) }
  }

  /// How parameters of the parts of a step are named.
  public enum Naming: Hashable, Sendable {
    /// `branch_0.0`, `branch_0.1`; blocks are counted from 1: `inception_resnet_a_1`.
    case counted
    /// As in timm's `inception_resnet_v2`, so that its arrays need no renaming. A branch of one layer is `branch0`;
    /// layers of longer branches are `branch1.0`, `branch1.1`, where pools count. Blocks are counted from 0,
    /// `repeat.0`, but a single block has the step's name.
    case timm
  }

  /// The steps in order; the last one's output is M.
  public var steps: [Step]
  /// How parameters of the parts of a step are named.
  public var naming: Naming

  /// A trunk of the given steps.
  public init(_ steps: [(String, Operation)], naming: Naming = .counted) {
    self.steps = steps.map { Step(name: $0.0, operation: $0.1) }
    self.naming = naming
  }
}
