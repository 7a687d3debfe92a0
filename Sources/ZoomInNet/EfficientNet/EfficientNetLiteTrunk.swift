import NeuralNet

extension NetworkBuilder {
  /// The trunk on a picture: [items,3,side,side] -> [items,C,h,w], C the head's channels or the last stage's.
  ///
  /// Parameters have timm's names behind the prefix: `conv_stem.weight`, `bn1.*`, `blocks.1.0.conv_pw.weight`,
  /// `blocks.1.0.bn1.*`, ...
  mutating func efficientNetLite(
    _ picture: Feature, _ trunk: EfficientNetLite, prefix: String
  ) -> Feature {
    let stem = ConvolutionStep(trunk.stemChannels, kernel: 3, stride: 2, padding: .asymmetric)
    var x = normed(picture, stem, convolution: "\(prefix)conv_stem", norm: "\(prefix)bn1", end: .relu6)
    note(x)
    for (place, stage) in trunk.stages.enumerated() {
      for block in 0..<stage.count {
        x = invertedResidual(
          x, stage, stride: block == 0 ? stage.stride : 1, named: "\(prefix)blocks.\(place).\(block)")
      }
      note(x)
    }
    if let channels = trunk.headChannels {
      let head = ConvolutionStep(channels, kernel: 1)
      x = normed(x, head, convolution: "\(prefix)conv_head", norm: "\(prefix)bn2", end: .relu6)
      note(x)
    }
    return x
  }

  // MARK: -

  /// Expansion (1x1), depthwise convolution, and a linear projection (1x1); the input is added where shapes allow it.
  ///
  /// timm names the projection of a block without expansion `conv_pw`, and counts batch norms in each kind of block.
  private mutating func invertedResidual(
    _ x: Feature, _ stage: EfficientNetLite.Stage, stride: Int, named name: String
  ) -> Feature {
    let expands = stage.expansion != 1
    let width = x.shape.channels * stage.expansion
    var inside = x
    if expands {
      inside = normed(
        x, ConvolutionStep(width, kernel: 1), convolution: "\(name).conv_pw", norm: "\(name).bn1", end: .relu6
      )
    }
    inside = normed(
      inside, ConvolutionStep(width, kernel: stage.kernel, stride: stride, padding: .asymmetric),
      groups: width,
      convolution: "\(name).conv_dw", norm: expands ? "\(name).bn2" : "\(name).bn1", end: .relu6)
    let projected = normed(
      inside, ConvolutionStep(stage.channels, kernel: 1),
      convolution: expands ? "\(name).conv_pwl" : "\(name).conv_pw",
      norm: expands ? "\(name).bn3" : "\(name).bn2", end: .linear)
    guard stride == 1, stage.channels == x.shape.channels else { return projected }
    let sum = graph.scaledSum(x.node, projected.node, scale: 1, relu: false)
    return Feature(node: sum, shape: projected.shape, kind: x.kind)
  }
}
