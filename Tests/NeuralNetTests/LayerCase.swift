import Testing
import TestSupport

@testable import NeuralNet

/// A one-layer network for each golden file.
struct LayerCase: CustomTestStringConvertible, Sendable {
  let name: String
  let items: ItemKind
  /// From the inputs, in order of name, to the layer's result.
  let layer: @Sendable (inout Graph, [Node]) -> Node
  var batchNorm = BatchNormMode.batchStatistics
  var outputItems: ItemKind?

  var testDescription: String { name }

  init(
    _ name: String, batchNorm: BatchNormMode = .batchStatistics, outputItems: ItemKind? = nil,
    _ layer: @escaping @Sendable (inout Graph, [Node]) -> Node
  ) {
    self.name = name
    items = ItemKind("item")
    self.layer = layer
    self.batchNorm = batchNorm
    self.outputItems = outputItems
  }

  /// The graph, its parameters with the golden values, and the inputs.
  func build(
    _ golden: GoldenTensors
  ) throws -> (graph: Graph, parameters: Parameters, inputs: [String: Tensor]) {
    var graph = Graph()
    let inputs = golden.values(under: "in.")
    var nodes: [Node] = []
    for (name, tensor) in inputs.sorted(by: { $0.key < $1.key }) {
      let s = tensor.shape
      nodes.append(
        graph.input(name, kind: items, shape: FeatureShape(channels: s[1], height: s[2], width: s[3])))
    }
    let result = layer(&graph, nodes)
    if graph.kind(of: result) == .batch {
      graph.loss("out", result)
    } else {
      graph.output("out", result)
    }
    let parameters = Parameters(for: [graph], seed: 1)
    for name in parameters.names { parameters[name] = try golden[name].values }
    return (graph, parameters, inputs)
  }

  func plan(
    _ golden: GoldenTensors, _ mode: PlanOptions.Mode? = nil, precision: Precision = .f32, lanes: Int = 1
  ) throws -> (plan: Plan, parameters: Parameters, inputs: [String: Tensor]) {
    let (graph, parameters, inputs) = try build(golden)
    var counts = [items: inputs.values.first?.shape[0] ?? 1]
    if let outputItems { counts[outputItems] = try golden["out"].shape[0] }
    let mode = mode ?? .training(batchNorm: batchNorm)
    let isTraining = mode != .inference
    let plan = try Plan(
      graph, parameters: parameters,
      options: PlanOptions(
        counts: counts, mode: mode, precision: precision, lanes: lanes,
        inputGradients: isTraining ? Set(inputs.keys) : [],
        outputGradients: isTraining ? Set(graph.outputNames) : []))
    for (name, tensor) in inputs { plan.setInput(name, tensor.values) }
    if let indices = golden.tensors["indices"] {
      plan.setIndices("indices", indices.values.map { Int32($0) })
    }
    return (plan, parameters, inputs)
  }

  static let all: [LayerCase] = [
    LayerCase("conv_3x3") { g, x in
      g.convolution(x[0], named: "c", channels: 16, window: Window(3, stride: 2), bias: true)
    },
    LayerCase("conv_1x7") { g, x in
      g.convolution(
        x[0], named: "c", channels: 24, window: Window(height: 1, width: 7, paddingWidth: 3), bias: false)
    },
    LayerCase("conv_7x1") { g, x in
      g.convolution(
        x[0], named: "c", channels: 7, window: Window(height: 7, width: 1, paddingHeight: 3), bias: true)
    },
    LayerCase("conv_1x1") { g, x in
      g.convolution(x[0], named: "c", channels: 16, window: Window(1), bias: true)
    },
    LayerCase("conv_5x5") { g, x in
      g.convolution(x[0], named: "c", channels: 16, window: Window(5, padding: 2), bias: false)
    },
    LayerCase("conv_3x3_wide") { g, x in
      g.convolution(x[0], named: "c", channels: 32, window: Window(3, padding: 1), bias: false)
    },
    LayerCase("conv_depthwise_3x3") { g, x in depthwise(&g, x[0], Window(3, padding: 1)) },
    LayerCase("conv_depthwise_3x3_half") { g, x in depthwise(&g, x[0], halving(3, before: 0)) },
    LayerCase("conv_depthwise_5x5") { g, x in depthwise(&g, x[0], Window(5, padding: 2), bias: true) },
    LayerCase("conv_depthwise_5x5_half") { g, x in depthwise(&g, x[0], halving(5, before: 1)) },
    LayerCase("conv_depthwise_odd") { g, x in
      depthwise(&g, x[0], Window(3, stride: 2, padding: 1), bias: true)
    },
    LayerCase("conv_groups") { g, x in
      g.convolution(x[0], named: "c", channels: 18, window: Window(3, padding: 1), groups: 3, bias: true)
    },
    LayerCase("bn_batch_relu6") { g, x in g.batchNorm(x[0], named: "b", relu: true, ceiling: 6) },
    LayerCase("bn_frozen_relu6", batchNorm: .frozen) { g, x in
      g.batchNorm(x[0], named: "b", relu: true, ceiling: 6)
    },
    LayerCase("relu6") { g, x in g.relu(x[0], ceiling: 6) },
    LayerCase("bn_batch") { g, x in g.batchNorm(x[0], named: "b", relu: false) },
    LayerCase("bn_batch_relu") { g, x in g.batchNorm(x[0], named: "b", relu: true) },
    LayerCase("bn_frozen", batchNorm: .frozen) { g, x in g.batchNorm(x[0], named: "b", relu: false) },
    LayerCase("bn_frozen_relu", batchNorm: .frozen) { g, x in g.batchNorm(x[0], named: "b", relu: true) },
    LayerCase("pool_max") { g, x in g.maxPool(x[0], window: Window(3, stride: 2)) },
    LayerCase("pool_max_padded") { g, x in g.maxPool(x[0], window: Window(3, padding: 1)) },
    LayerCase("pool_mean_counted") { g, x in
      g.averagePool(x[0], window: Window(3, padding: 1), countsPadding: true)
    },
    LayerCase("pool_mean_uncounted") { g, x in
      g.averagePool(x[0], window: Window(3, padding: 1), countsPadding: false)
    },
    LayerCase("pool_global") { g, x in g.globalAveragePool(x[0]) },
    LayerCase("concat_aligned") { g, x in g.concatenate(x) },
    LayerCase("concat_odd") { g, x in g.concatenate(x) },
    LayerCase("sum_plain") { g, x in g.scaledSum(x[0], x[1], scale: 0.17, relu: false) },
    LayerCase("sum_relu") { g, x in g.scaledSum(x[0], x[1], scale: 0.17, relu: true) },
    LayerCase("sum_residual_convolution") { g, x in
      let residual = g.convolution(x[0], named: "c", channels: 16, window: Window(1), bias: true)
      return g.scaledSum(x[0], residual, scale: 0.17, relu: true)
    },
    LayerCase("product") { g, x in g.product(x[0], x[1]) },
    LayerCase("relu") { g, x in g.relu(x[0]) },
    LayerCase("fc") { g, x in g.fullyConnected(x[0], named: "f", outputs: 5) },
    LayerCase("softmax") { g, x in g.softmax(x[0]) },
    LayerCase("spatial_softmax") { g, x in g.spatialSoftmax(x[0]) },
    LayerCase("spatial_sum") { g, x in g.spatialSum(x[0]) },
    LayerCase("segment_max", outputItems: ItemKind("set")) { g, x in
      g.segmentMax(x[0], into: ItemKind("set"), indices: "indices")
    },
    LayerCase("pair") { g, x in g.pairConcatenate(x[0], indices: "indices") },
    LayerCase("cross_entropy") { g, x in g.crossEntropy(x[0], labels: "indices", weight: 0.3) },
  ]

  private static func depthwise(_ graph: inout Graph, _ x: Node, _ window: Window, bias: Bool = false) -> Node
  {
    let channels = graph.shape(of: x).channels
    return graph.convolution(
      x, named: "c", channels: channels, window: window, groups: channels, bias: bias)
  }

  /// A window of stride 2 with one more row and column of padding after the map than before it.
  private static func halving(_ kernel: Int, before: Int) -> Window {
    var window = Window(kernel, stride: 2, padding: before)
    window.paddingBottom = before + 1
    window.paddingRight = before + 1
    return window
  }
}
