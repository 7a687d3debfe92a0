import NeuralNet

/// A small Inception-ResNet-like network: the shapes and joins of the real one.
struct SmallNetwork {
  static let eye = ItemKind("eye")
  let graph: Graph

  /// `width` 1 at 224 pixels is about one GFLOP of multiplications and additions per picture.
  init(side: Int, width: Int = 1, blocks: Int = 3, classes: Int = 5, dropout: Float = 0) {
    var g = Graph()
    let x = g.input("picture", kind: Self.eye, shape: FeatureShape(channels: 3, height: side, width: side))
    func unit(_ x: Node, _ name: String, _ channels: Int, _ window: Window) -> Node {
      let y = g.convolution(x, named: "\(name).conv", channels: channels, window: window, bias: false)
      return g.batchNorm(y, named: "\(name).bn", relu: true)
    }
    var y = unit(x, "stem.1", 16 * width, Window(3, stride: 2))
    y = unit(y, "stem.2", 32 * width, Window(3, padding: 1))
    y = g.maxPool(y, window: Window(3, stride: 2))
    y = unit(y, "stem.3", 64 * width, Window(3))
    y = g.concatenate([
      g.maxPool(y, window: Window(3, stride: 2)),
      unit(y, "stem.4", 64 * width, Window(3, stride: 2)),
    ])
    for block in 0..<blocks {
      let name = "a\(block)"
      let one = unit(y, "\(name).one", 16 * width, Window(1))
      let two = unit(
        unit(y, "\(name).two.1", 16 * width, Window(1)), "\(name).two.2", 16 * width, Window(3, padding: 1))
      let three = unit(
        unit(y, "\(name).three.1", 16 * width, Window(1)), "\(name).three.2", 32 * width,
        Window(height: 1, width: 7, paddingWidth: 3))
      let joined = g.concatenate([one, two, three])
      let residual = g.convolution(
        joined, named: "\(name).up", channels: 128 * width, window: Window(1), bias: true)
      y = g.scaledSum(y, residual, scale: 0.17, relu: true)
    }
    g.output("map", y)
    var pooled = g.globalAveragePool(y)
    g.output("vector", pooled)
    if dropout > 0 { pooled = g.dropout(pooled, fraction: dropout, named: "head.dropout") }
    pooled = g.pairConcatenate(pooled, indices: "fellow")
    let logits = g.fullyConnected(pooled, named: "head", outputs: classes)
    g.output("probabilities", g.softmax(logits))
    g.loss("grade", g.crossEntropy(logits, labels: "grade"))
    graph = g
  }

  /// A plan with a picture of smooth numbers, labels and fellows.
  func plan(
    _ parameters: Parameters, items: Int, mode: PlanOptions.Mode, precision: Precision = .f32,
    lanes: Int = 1, trainable: @escaping @Sendable (String) -> Bool = { _ in true },
    inputGradients: Set<String> = [],
    outputGradients: Set<String> = []
  ) throws -> Plan {
    let plan = try Plan(
      graph, parameters: parameters,
      options: PlanOptions(
        counts: [Self.eye: items], mode: mode, precision: precision, lanes: lanes, trainable: trainable,
        inputGradients: inputGradients, outputGradients: outputGradients))
    plan.withInput("picture") { values in
      var word: UInt32 = 7
      for index in values.indices {
        word = word &* 1_664_525 &+ 1_013_904_223
        values[index] = Float(word >> 8) * 0x1p-23 - 1
      }
    }
    plan.setIndices("grade", (0..<items).map { Int32($0 % 5) })
    plan.setIndices("fellow", (0..<items).map { Int32($0 ^ 1 < items ? $0 ^ 1 : -1) })
    return plan
  }
}
