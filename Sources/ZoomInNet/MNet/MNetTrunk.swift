extension NetworkBuilder {
  /// The trunk on a picture: [eyes,3,view,view] -> M, [eyes,C,g,g].
  mutating func mNet(_ picture: Feature, _ configuration: MNetConfiguration) -> Feature {
    let naming = configuration.naming
    var x = picture
    for step in configuration.steps {
      let name = "m_net.\(step.name)"
      switch step.operation {
      case .convolution(let convolution):
        x = unit(x, convolution, named: name)
      case .maxPool(let padding):
        x = maxPool(x, kernel: 3, stride: 2, padding: padding)
      case .branches(let parts):
        x = branches(x, parts, naming, named: name)
      case .residual(let count, let scale, let parts, let relu):
        for block in 0..<count {
          x = residualBlock(
            x, parts, scale: scale, relu: relu, naming,
            named: naming.block(block, of: count, in: name))
        }
      case .efficientNetLite(let trunk):
        x = efficientNetLite(x, trunk, prefix: "m_net.")
      }
      note(x)
    }
    return x
  }

  // MARK: -

  private mutating func branches(
    _ x: Feature, _ branches: [MNetConfiguration.Branch], _ naming: MNetConfiguration.Naming,
    named name: String
  ) -> Feature {
    var parts: [Feature] = []
    var learningCount = 0
    for (index, branch) in branches.enumerated() {
      let place = naming == .timm ? index : learningCount
      switch branch {
      case .maxPool(let padding):
        parts.append(maxPool(x, kernel: 3, stride: 2, padding: padding))
        continue
      case .convolutions(let steps):
        parts.append(chain(x, steps, naming, branch: place, in: name))
      case .averagePool(let steps):
        let pooled = averagePool(x, countsPadding: false)
        parts.append(chain(pooled, steps, naming, branch: place, poolCount: 1, in: name))
      }
      learningCount += 1
    }
    return concatenate(parts)
  }

  private mutating func residualBlock(
    _ x: Feature, _ parts: [[ConvolutionStep]], scale: Float, relu: Bool, _ naming: MNetConfiguration.Naming,
    named name: String
  ) -> Feature {
    let joined = branches(x, parts.map { .convolutions($0) }, naming, named: name)
    let step = ConvolutionStep(x.shape.channels, kernel: 1)
    let residual = convolution(joined, step, bias: true, named: "\(name).conv2d")
    let node = graph.scaledSum(x.node, residual.node, scale: scale, relu: relu)
    return Feature(node: node, shape: x.shape, kind: x.kind)
  }

  /// Convolution units one after another, after `poolCount` pools of the same branch.
  private mutating func chain(
    _ x: Feature, _ steps: [ConvolutionStep], _ naming: MNetConfiguration.Naming, branch: Int,
    poolCount: Int = 0, in name: String
  ) -> Feature {
    var x = x
    for (index, step) in steps.enumerated() {
      let own = naming.layer(
        index, of: steps.count, behind: poolCount, branch: branch, in: name)
      x = unit(x, step, named: own)
    }
    return x
  }
}

extension MNetConfiguration.Naming {
  /// The prefix of a residual block's parameters.
  fileprivate func block(_ index: Int, of count: Int, in step: String) -> String {
    switch self {
    case .counted: "\(step)_\(index + 1)"
    case .timm: count == 1 ? step : "\(step).\(index)"
    }
  }

  /// The prefix of the parameters of a branch's layer.
  fileprivate func layer(
    _ index: Int, of count: Int, behind poolCount: Int, branch: Int, in step: String
  ) -> String {
    switch self {
    case .counted: "\(step).branch_\(branch).\(index)"
    case .timm:
      count + poolCount == 1 ? "\(step).branch\(branch)" : "\(step).branch\(branch).\(poolCount + index)"
    }
  }
}
