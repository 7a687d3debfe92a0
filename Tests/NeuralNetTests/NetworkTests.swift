import Testing
import TestSupport

@testable import NeuralNet

@Suite struct NetworkTests {
  let network = SmallNetwork(side: 43, blocks: 2)
  let training = PlanOptions.Mode.training(batchNorm: .batchStatistics)
  let frozen = PlanOptions.Mode.training(batchNorm: .frozen)

  /// Two f32 evaluations in a different order of sums, through eleven layers.
  static let tolerance: Float = 1e-4

  func parameters(seed: UInt64 = 3) -> Parameters {
    let parameters = Parameters(for: [network.graph], seed: seed)
    for description in parameters.descriptions {  // statistics and scales that are not the trivial ones
      guard description.role != .weight else { continue }
      var values = parameters[description.name]
      for index in values.indices { values[index] += Float(index % 7) * 0.05 }
      parameters[description.name] = values
    }
    return parameters
  }

  @Test func `ten updates follow PyTorch's trajectory`() throws {
    let golden = try GoldenTensors("NeuralNet/trajectory")
    var g = Graph()
    let item = ItemKind("item")
    let x = g.input("x", kind: item, shape: FeatureShape(channels: 3, height: 9, width: 9))
    let c1 = g.convolution(x, named: "c1", channels: 16, window: Window(3, stride: 2), bias: false)
    let h = g.batchNorm(c1, named: "bn", relu: true)
    let c2 = g.convolution(h, named: "c2", channels: 16, window: Window(1), bias: true)
    let pooled = g.globalAveragePool(g.scaledSum(h, c2, scale: 0.5, relu: true))
    let logits = g.fullyConnected(pooled, named: "f", outputs: 4)
    g.loss("loss", g.crossEntropy(logits, labels: "labels"))
    let parameters = Parameters(for: [g], seed: 1)
    for name in parameters.learnableNames { parameters[name] = try golden[name].values }
    let plan = try Plan(
      g, parameters: parameters, options: PlanOptions(counts: [item: 8], mode: training, lanes: 1))
    plan.setInput("x", try golden["in.x"].values)
    plan.setIndices("labels", try golden["indices"].values.map { Int32($0) })
    var sgd = SGD(
      SGDConfiguration(
        learningRate: 0.1, momentum: 0.9, weightDecay: 1e-3, decay: .step(every: 4, factor: 0.5)))
    var losses: [Float] = []
    for _ in 0..<10 {
      try plan.forward()
      losses.append(plan.loss("loss"))
      parameters.zeroGradients()
      try plan.backward()
      try sgd.step(parameters)
    }
    #expect(distance(losses, try golden["losses"].values) < Self.tolerance)
    for (name, tensor) in golden.values(under: "after.") {
      #expect(distance(parameters[name], tensor.values) < 1e-3, "\(name) after ten updates")
    }
  }

  @Test func `an inference plan, with everything folded, agrees with a frozen training plan`() throws {
    let parameters = parameters()
    let one = try network.plan(parameters, items: 12, mode: frozen)
    let other = try network.plan(parameters, items: 12, mode: .inference)
    for _ in 0..<2 {
      try one.forward()
      try other.forward()
      for name in network.graph.outputNames {
        #expect(distance(other.output(name), one.output(name)) < Self.tolerance, "\(name)")
      }
      parameters["stem.2.bn.running_mean"] = parameters["stem.2.bn.running_mean"].map { $0 - 0.3 }
      parameters["a0.up.weight"] = parameters["a0.up.weight"].map { $0 * 1.5 }
    }
    #expect(other.memoryBytes < one.memoryBytes)
    #expect(other.forwardSteps.count < one.forwardSteps.count)
  }

  @Test func `no layer falls to oneDNN's reference code`() throws {
    let parameters = parameters()
    for mode in [training, frozen, .inference] {
      let plan = try network.plan(parameters, items: 2, mode: mode, inputGradients: [])
      try plan.forward()
      // oneDNN's "reference" concatenation is a row of fast reorders; everything else's is a scalar loop.
      for step in try plan.measureSteps(repetitions: 1) where !step.label.hasPrefix("concatenation") {
        #expect(!step.implementation.hasPrefix("ref"), "\(step.label) in \(mode)")
      }
    }
  }

  @Test func `parameters that may not learn get no gradient and cost no backward pass`() throws {
    let parameters = parameters()
    let whole = try network.plan(parameters, items: 2, mode: frozen)
    let head = try network.plan(
      parameters, items: 2, mode: frozen, trainable: { $0.hasPrefix("head.") })
    try whole.forward()
    try whole.backward()
    let expected = parameters.gradient(of: "head.weight")
    #expect(parameters.gradient(of: "stem.1.conv.weight").contains { $0 != 0 })
    parameters.zeroGradients()
    try head.forward()
    try head.backward()
    #expect(distance(parameters.gradient(of: "head.weight"), expected) < Self.tolerance)
    for name in parameters.names where !name.hasPrefix("head.") {
      #expect(parameters.gradient(of: name).allSatisfy { $0 == 0 }, "\(name)")
    }
    #expect(head.backwardSteps.count <= 6)
    #expect(head.forwardSteps.count < whole.forwardSteps.count)
  }

  @Test func `every parameter of the network gets a gradient`() throws {
    let parameters = parameters()
    let plan = try network.plan(parameters, items: 4, mode: training)
    try plan.forward()
    try plan.backward()
    for name in parameters.learnableNames {
      #expect(parameters.gradient(of: name).contains { $0 != 0 }, "\(name)")
    }
  }

  @Test(arguments: [1, 2, 3], Precision.onThisProcessor)
  func `the same lanes give the same bits`(lanes: Int, precision: Precision) throws {
    var results: [[Float]] = []
    for _ in 0..<2 {
      let parameters = parameters()
      let plan = try network.plan(parameters, items: 5, mode: training, precision: precision, lanes: lanes)
      var sgd = SGD(SGDConfiguration(learningRate: 0.05))
      for _ in 0..<2 {
        try plan.forward()
        parameters.zeroGradients()
        try plan.backward()
        try sgd.step(parameters)
      }
      results.append(parameters.names.flatMap { parameters[$0] } + [plan.loss("grade")])
    }
    #expect(results[0].map(\.bitPattern) == results[1].map(\.bitPattern))
  }

  @Test func `gradients cross from one plan to another at a named output`() throws {
    let parameters = parameters()
    let whole = try network.plan(parameters, items: 4, mode: frozen)
    try whole.forward()
    try whole.backward()
    let names = parameters.learnableNames
    let expected = names.map { parameters.gradient(of: $0) }

    var head = Graph()
    let vector = head.input("vector", kind: SmallNetwork.eye, shape: FeatureShape(channels: 128))
    let logits = head.fullyConnected(
      head.pairConcatenate(vector, indices: "fellow"), named: "head", outputs: 5)
    head.loss("grade", head.crossEntropy(logits, labels: "grade"))
    let headPlan = try Plan(
      head, parameters: parameters,
      options: PlanOptions(
        counts: [SmallNetwork.eye: 4], mode: frozen, lanes: 1, inputGradients: ["vector"]))
    let body = try network.plan(parameters, items: 4, mode: frozen, outputGradients: ["vector", "map"])
    body.setIndices("grade", [-1, -1, -1, -1])  // the body's own loss is silent
    headPlan.setIndices("grade", [0, 1, 2, 3])
    headPlan.setIndices("fellow", [1, 0, 3, 2])
    parameters.zeroGradients()
    try body.forward()
    headPlan.setInput("vector", body.output("vector"))
    try headPlan.forward()
    try headPlan.backward()
    try body.backward(adding: ["vector": headPlan.gradient(ofInput: "vector")])
    for (name, values) in zip(names, expected) {
      #expect(distance(parameters.gradient(of: name), values) < Self.tolerance, "\(name)")
    }
    // What was added once must not linger.
    parameters.zeroGradients()
    try body.backward()
    #expect(parameters.gradient(of: "stem.1.conv.weight").allSatisfy { $0 == 0 })
    #expect(throws: NeuralNetError.self) { try body.backward(adding: ["probabilities": []]) }
    #expect(throws: NeuralNetError.self) { try body.backward(adding: ["vector": [1]]) }
  }

  @Test func `accumulated passes, averaged, equal one pass over both halves`() throws {
    let parameters = parameters()
    let both = try network.plan(parameters, items: 4, mode: frozen)
    try both.forward()
    try both.backward()
    let expected = parameters.gradient(of: "a0.two.2.conv.weight")
    var pictures: [Float] = []
    both.withInput("picture") { pictures = Array($0) }
    parameters.zeroGradients()
    let half = try network.plan(parameters, items: 2, mode: frozen)
    for part in 0..<2 {
      let count = pictures.count / 2
      half.setInput("picture", Array(pictures[(part * count)..<((part + 1) * count)]))
      half.setIndices("grade", [Int32(part * 2), Int32(part * 2 + 1)])
      try half.forward()
      try half.backward()
    }
    let mean = parameters.gradient(of: "a0.two.2.conv.weight").map { $0 / 2 }
    #expect(distance(mean, expected) < Self.tolerance)
  }

  @Test func `dropout depends on seed and step, keeps the mean, and is the identity in inference`() throws {
    let item = ItemKind("item")
    var g = Graph()
    let x = g.input("x", kind: item, shape: FeatureShape(channels: 10_000))
    g.output("y", g.dropout(x, fraction: 0.3, named: "drop"))
    let parameters = Parameters(for: [g], seed: 1)
    let ones = Array(repeating: Float(1), count: 10_000)
    func run(_ mode: PlanOptions.Mode, seed: UInt64, step: Int) throws -> [Float] {
      let plan = try Plan(
        g, parameters: parameters, options: PlanOptions(counts: [item: 1], mode: mode, lanes: 1))
      plan.setInput("x", ones)
      plan.setDropoutStep(seed: seed, step: step)
      try plan.forward()
      return plan.output("y")
    }
    let first = try run(frozen, seed: 1, step: 0)
    #expect(try run(frozen, seed: 1, step: 0) == first)
    #expect(try run(frozen, seed: 1, step: 1) != first)
    #expect(try run(frozen, seed: 2, step: 0) != first)
    let dropped = first.count { $0 == 0 }
    #expect(abs(dropped - 3000) < 200)  // more than four standard deviations of 46
    #expect(Set(first.filter { $0 != 0 }) == [1 / (1 - Float(0.3))])
    #expect(try run(.inference, seed: 1, step: 0) == ones)
  }
}
