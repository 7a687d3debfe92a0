import Testing

@testable import NeuralNet

/// Batch norm of batches that are too small to be normalised by themselves.
@Suite struct FewItemsTests {
  private static let item = ItemKind("item")
  private static let fewest = 8
  private static let statistics = ["b.running_mean", "b.running_var"]

  private func plan(
    items: Int, fewest: Int = fewest, _ batchNorm: BatchNormMode = .batchStatistics
  ) throws -> (Plan, Parameters) {
    var graph = Graph()
    let x = graph.input("x", kind: Self.item, shape: FeatureShape(channels: 3))
    graph.output("y", graph.batchNorm(x, named: "b", relu: false, fewestItems: fewest))
    let parameters = Parameters(for: [graph], seed: 1)
    parameters["b.weight"] = [1, -2, 0.5]
    parameters["b.bias"] = [0.1, 0, -1]
    parameters["b.running_mean"] = [0.5, -1, 2]
    parameters["b.running_var"] = [0.3, 1, 4]
    let plan = try Plan(
      graph, parameters: parameters,
      options: PlanOptions(
        counts: [Self.item: items], mode: .training(batchNorm: batchNorm), lanes: 1, inputGradients: ["x"],
        outputGradients: ["y"]))
    plan.setInput("x", Self.values(items))
    return (plan, parameters)
  }

  private static func values(_ items: Int) -> [Float] { (0..<3 * items).map { Float($0 * $0 % 11) / 3 - 1 } }

  private func passes(_ plan: Plan, _ parameters: Parameters, items: Int) throws -> [[Float]] {
    try plan.forward()
    try plan.backward(adding: ["y": Self.values(items).reversed()])
    return [
      plan.output("y"), plan.gradient(ofInput: "x"), parameters.gradient(of: "b.weight"),
      parameters.gradient(of: "b.bias"),
    ]
  }

  @Test(arguments: [1, 2, 7])
  func `a small batch has the bits of frozen statistics, in both passes`(items: Int) throws {
    let (small, ownParameters) = try plan(items: items)
    let (frozen, parameters) = try plan(items: items, .frozen)
    #expect(
      try passes(small, ownParameters, items: items) == passes(frozen, parameters, items: items))
    for name in Self.statistics { #expect(ownParameters[name] != parameters[name], "\(name) moves") }
  }

  @Test func `positions do not make up for items`() throws {
    var graph = Graph()
    let x = graph.input("x", kind: Self.item, shape: FeatureShape(channels: 1, height: 4, width: 4))
    graph.output("y", graph.batchNorm(x, named: "b", epsilon: 0, relu: false, fewestItems: Self.fewest))
    let parameters = Parameters(for: [graph], seed: 1)
    parameters["b.weight"] = [1]
    parameters["b.running_mean"] = [5]
    parameters["b.running_var"] = [4]
    let plan = try Plan(
      graph, parameters: parameters,
      options: PlanOptions(
        counts: [Self.item: 2], mode: .training(batchNorm: .batchStatistics), lanes: 1))
    plan.setInput("x", (0..<32).map { Float($0) })
    try plan.forward()
    #expect(plan.output("y") == (0..<32).map { (Float($0) - 5) / 2 })
  }

  @Test func `a batch of enough items has the bits of its own statistics`() throws {
    let (enough, ownParameters) = try plan(items: Self.fewest)
    let (plain, parameters) = try plan(items: Self.fewest, fewest: 1)
    #expect(
      try passes(enough, ownParameters, items: Self.fewest) == passes(plain, parameters, items: Self.fewest))
    for name in Self.statistics { #expect(ownParameters[name] == parameters[name]) }
  }

  @Test func `running statistics become those of what came before and of the batch, weighed`() throws {
    let (small, parameters) = try plan(items: 2)
    let before = Self.statistics.map { parameters[$0].map(Double.init) }
    try small.forward()
    let weight = 0.1 * 2 / Double(Self.fewest)
    for channel in 0..<3 {
      let rows = [0, 1].map { Double(Self.values(2)[3 * $0 + channel]) }
      // Moments about 0 are averages of both parts; the variance is what they leave.
      let mean = (1 - weight) * before[0][channel] + weight * (rows[0] + rows[1]) / 2
      let square =
        (1 - weight) * (before[1][channel] + before[0][channel] * before[0][channel])
        + weight * (rows[0] * rows[0] + rows[1] * rows[1]) / 2
      #expect(abs(Double(parameters["b.running_mean"][channel]) - mean) < 1e-6)
      #expect(abs(Double(parameters["b.running_var"][channel]) - (square - mean * mean)) < 1e-5)
    }
  }

  @Test func `pairs that are alike leave the variance between pairs`() throws {
    let (small, parameters) = try plan(items: 2)
    for pair in 0..<400 {
      let shared: Float = pair.isMultiple(of: 2) ? 5 : -1  // mean 2, variance 9
      small.setInput("x", [shared - 0.1, shared, shared, shared + 0.1, shared, shared])
      try small.forward()
    }
    #expect(parameters["b.running_mean"].allSatisfy { abs($0 - 2) < 0.2 })
    #expect(parameters["b.running_var"].allSatisfy { abs($0 - 9) < 0.5 })
  }
}
