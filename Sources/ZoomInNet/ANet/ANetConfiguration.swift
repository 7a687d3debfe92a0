import Fundus
import NeuralNet

/// A-Net: which parts of M-Net's feature map indicate which level.
///
/// S = 1x1 convolution of M; A = spatial softmax, per level, of three convolutions of M; G = S * A;
/// y_A = softmax over levels of the sum of G over positions.
/// Source: Wang et al. 2017, the part on A-Net in section 2, Eq. 1. Deviation: the paper does not name the three
/// convolutions' channels and kernels; the defaults are our choice. The weights of S and of A's last convolution are
/// initially 0, so that attention is uniform at first and S becomes a class activation map. With random weights,
/// attention settles on places without lesions, and lesions lower G.
public struct ANetConfiguration: Hashable, Sendable {
  /// Channels of the first two attention convolutions; the third ends in the five levels.
  public var hiddenChannels: [Int]
  /// Kernels of the three attention convolutions, odd.
  public var kernels: [Int]

  /// Attention convolutions 1x1, 3x3, 1x1 with ReLU in between.
  public init(hiddenChannels: [Int] = [128, 64], kernels: [Int] = [1, 3, 1]) {
    precondition(hiddenChannels.count == 2 && kernels.count == 3, "A-Net has three convolutions")
    self.hiddenChannels = hiddenChannels
    self.kernels = kernels
  }
}

extension NetworkBuilder {
  /// The heads on M, [eyes,C,g,g]: the gated attention G, [eyes,5,g,g], and y_A's logits, [eyes,5,1,1].
  ///
  /// With `retinaMask`, [eyes,5,g,g], which is 0 in the retina and -1e4 in other cells, A and G are exactly 0 outside
  /// the retina.
  mutating func aNet(
    _ m: Feature, _ configuration: ANetConfiguration, retinaMask: Feature? = nil
  ) -> (gatedAttention: Feature, logits: Feature) {
    let levelCount = Grade.count
    let m = standardised(m, named: "a_net.norm")
    let score = convolution(
      m, ConvolutionStep(levelCount, kernel: 1), bias: true, startsAtZero: true, named: "a_net.score")
    var x = m
    let channels = configuration.hiddenChannels + [levelCount]
    for (index, kernel) in configuration.kernels.enumerated() {
      x = convolution(
        x, ConvolutionStep(channels[index], kernel: kernel), bias: true, startsAtZero: index == 2,
        named: "a_net.attention_\(index + 1)")
      if index < 2 { x = Feature(node: graph.relu(x.node), shape: x.shape, kind: x.kind) }
    }
    let logits = retinaMask.map { graph.scaledSum(x.node, $0.node, scale: 1, relu: false) } ?? x.node
    let attention = graph.spatialSoftmax(logits)
    let gated = graph.product(score.node, attention)
    return (
      Feature(node: gated, shape: score.shape, kind: m.kind),
      vector(graph.spatialSum(gated), channels: levelCount, kind: m.kind)
    )
  }
}
