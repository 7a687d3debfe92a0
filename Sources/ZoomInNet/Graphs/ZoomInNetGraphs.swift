import Fundus
import NeuralNet
import Workbench

/// The networks of a configuration as graphs that share their parameters.
///
/// `eye` and `patch` are separate graphs because between them regions are found in G and cut from the zoom picture. The
/// gradient of C-Net's loss at the patch graph's input d_M is added at the eye graph's output of that name, and so
/// reaches M-Net.
///
/// Source: Wang et al. 2017, section 2, whose letters are used. Deviation: none known; see the parts.
public struct ZoomInNetGraphs: Sendable {
  /// Phase 1: view -> M, d_M, y_M; loss `m` at weight 1.
  public let mNet: Graph
  /// Phase 2: M -> G, y_A; loss `a` at weight 1.
  public let aNet: Graph
  /// Phase 3 and inference: view -> M, d_M, y_M, G, y_A; losses `m` and `a` with their weights.
  public let eye: Graph
  /// Phase 3 and inference: patches and d_M -> y_C; loss `c` with its weight.
  public let patch: Graph
  /// The cost of `eye`.
  public let eyeCost: NetworkCost
  /// The cost of `patch`.
  public let patchCost: NetworkCost

  /// The graphs of a configuration.
  public init(_ configuration: ZoomInNetConfiguration) {
    let preset = configuration.preset
    let weights = configuration.lossWeights
    mNet = Self.eyeBuilder(preset, wM: 1, wA: nil, insideRetina: false).graph
    let eyeBuilder = Self.eyeBuilder(
      preset, wM: weights.mNet, wA: weights.aNet, insideRetina: configuration.attentionInRetina)
    eye = eyeBuilder.graph
    eyeCost = eyeBuilder.cost
    aNet = Self.attentionBuilder(preset, insideRetina: configuration.attentionInRetina).graph
    let patchBuilder = Self.patchBuilder(
      preset, side: configuration.regionSampler.patchPixels, weight: weights.cNet)
    patch = patchBuilder.graph
    patchCost = patchBuilder.cost
  }

  /// All graphs, in the order in which their parameters are listed.
  public var all: [Graph] { [eye, patch, mNet, aNet] }

  // MARK: -

  private static func eyeBuilder(
    _ preset: ZoomInNetPreset, wM: Float, wA: Float?, insideRetina: Bool
  ) -> NetworkBuilder {
    var builder = NetworkBuilder()
    let view = builder.input(
      Port.view, kind: .eye,
      shape: FeatureShape(channels: 3, height: preset.viewPixels, width: preset.viewPixels))
    let m = builder.mNet(view, preset.mNet)
    precondition(
      m.shape == FeatureShape(channels: preset.channelCount, height: preset.grid, width: preset.grid),
      "M of preset \(preset.name) is \(m.shape)")
    builder.graph.output(Port.m, m.node)
    precondition(
      builder.graph.cells(ofOutput: Port.m, inInput: Port.view) == preset.cells,
      "the receptive fields of M of preset \(preset.name) are not at \(preset.cells)")
    builder.addMHead(m, weight: wM)
    if let wA { builder.addAHead(m, preset.aNet, weight: wA, insideRetina: insideRetina) }
    return builder
  }

  private static func attentionBuilder(_ preset: ZoomInNetPreset, insideRetina: Bool) -> NetworkBuilder {
    var builder = NetworkBuilder()
    let m = builder.input(
      Port.m, kind: .eye,
      shape: FeatureShape(channels: preset.channelCount, height: preset.grid, width: preset.grid))
    builder.addAHead(m, preset.aNet, weight: 1, insideRetina: insideRetina)
    return builder
  }

  private static func patchBuilder(
    _ preset: ZoomInNetPreset, side: Int, weight: Float
  ) -> NetworkBuilder {
    var builder = NetworkBuilder()
    let patch = builder.input(
      Port.patch, kind: .patch, shape: FeatureShape(channels: 3, height: side, width: side))
    let dM = builder.input(Port.dM, kind: .eye, shape: FeatureShape(channels: preset.channelCount))
    builder.addCHead(patch, dM, preset, weight: weight)
    return builder
  }
}

extension Graph {
  /// The receptive fields' centres of a square output in a square input; nil if the axes differ or the output does not
  /// depend on the input.
  func cells(ofOutput output: String, inInput input: String) -> CellGrid? {
    guard let field = receptiveField(ofOutput: output, inInput: input),
      let shape = shape(ofOutput: output)
    else { return nil }
    return CellGrid(field, shape)
  }

  /// The receptive fields' centres of a square node in a square input; nil if the axes differ or the node does not
  /// depend on the input.
  func cells(of node: Node, inInput input: String) -> CellGrid? {
    receptiveField(of: node, inInput: input).flatMap { CellGrid($0, shape(of: node)) }
  }
}

extension CellGrid {
  /// The centres of a square map's receptive fields; nil if the axes differ.
  fileprivate init?(_ field: ReceptiveField, _ shape: FeatureShape) {
    guard field.x.stride == field.y.stride, field.x.firstCentre == field.y.firstCentre,
      shape.width == shape.height
    else { return nil }
    self.init(count: shape.width, firstCentre: field.x.firstCentre, stride: Double(field.x.stride))
  }
}

extension NetworkBuilder {
  /// d_M, the global average of M, and y_M from both eyes' d_M.
  fileprivate mutating func addMHead(_ m: Feature, weight: Float) {
    let dM = globalAveragePool(m)
    graph.output(Port.dM, dM.node)
    let standard = standardised(dM, named: "m_net.classifier_norm")
    let pair = vector(
      graph.pairConcatenate(standard.node, indices: Port.fellow), channels: 2 * m.shape.channels, kind: .eye)
    let logits = classifier(
      pair, outputs: Grade.count, named: "m_net.classifier")
    finish(logits, probabilities: Port.yM, loss: Port.lossM, weight: weight)
  }

  fileprivate mutating func addAHead(
    _ m: Feature, _ configuration: ANetConfiguration, weight: Float, insideRetina: Bool
  ) {
    let maps = FeatureShape(
      channels: Grade.count, height: m.shape.height, width: m.shape.width)
    let retinaMask = insideRetina ? input(Port.retinaMask, kind: .eye, shape: maps) : nil
    let (gated, logits) = aNet(m, configuration, retinaMask: retinaMask)
    graph.output(Port.g, gated.node)
    finish(logits, probabilities: Port.yA, loss: Port.lossA, weight: weight)
  }

  /// d_C, the element-wise maximum over an eye's patches, and y_C from d_C and d_M.
  fileprivate mutating func addCHead(
    _ patch: Feature, _ dM: Feature, _ preset: ZoomInNetPreset, weight: Float
  ) {
    let pooled = globalAveragePool(cNet(patch, preset.cNet))
    precondition(
      pooled.shape.channels == preset.patchChannelCount, "d_C of \(preset.name) is \(pooled.shape)")
    let dC = vector(
      graph.segmentMax(pooled.node, into: .eye, indices: Port.owner), channels: pooled.shape.channels,
      kind: .eye)
    graph.output(Port.dC, dC.node)
    let joined = standardised(concatenate([dC, dM]), named: "c_net.classifier_norm")
    let logits = classifier(
      joined, outputs: Grade.count, named: "c_net.classifier")
    finish(logits, probabilities: Port.yC, loss: Port.lossC, weight: weight)
  }

  private mutating func finish(
    _ logits: Feature, probabilities: String, loss: String, weight: Float
  ) {
    graph.output(probabilities, graph.softmax(logits.node))
    graph.loss(loss, graph.crossEntropy(logits.node, labels: Port.grade, weight: weight))
  }
}
