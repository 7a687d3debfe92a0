import Testing

@testable import NeuralNet

/// What the tables of times are made from: every step counted once, under the right heading.
@Suite struct MeasurementTests {
  private let network = SmallNetwork(side: 43, blocks: 2)
  private let items = 3

  private func measured(laps: Int, beside bare: BareConvolutions? = nil) throws -> [StepTime] {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: items, mode: .training(batchNorm: .batchStatistics))
    let watch = Stopwatch(beside: bare)
    plan.stopwatch = watch
    var sgd = SGD(SGDConfiguration(learningRate: 0.01))
    for _ in 0..<laps {
      watch.startLap()
      try plan.forward()
      try plan.backward()
      watch.begin()
      try sgd.step(parameters)
      watch.mark("movement", .optimiser)
    }
    return watch.steps
  }

  @Test func `every step of the passes is measured once, in order, with what was done around them`() throws {
    let steps = try measured(laps: 3)
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: items, mode: .training(batchNorm: .batchStatistics))
    let inPlan = plan.forwardSteps.map(\.label) + plan.backwardSteps.map(\.label)
    let around: Set = [
      "inputs and parameters are finite", "packing of weights", "losses are finite, running statistics",
      "gradients from outside", "movement",
    ]
    #expect(steps.map(\.label).filter { !around.contains($0) } == inPlan)
    #expect(steps.filter { around.contains($0.label) }.count == 5)
    #expect(steps.contains { $0.kind == .packing && $0.label.contains("packing of stem.1.conv") })
    #expect(steps.last?.kind == .optimiser)
    #expect(steps.allSatisfy { $0.laps.count == 3 && $0.seconds == $0.laps.sorted()[1] })
  }

  @Test func `convolutions are told by pass, and their operations sum to the graph's`() throws {
    let steps = try measured(laps: 1)
    let convolutions =
      network.graph.parameterNames.filter { $0.hasSuffix(".weight") && !$0.contains(".bn.") }
      .count - 1  // the last one is fully connected
    let byKind = Dictionary(grouping: steps.filter { $0.kind.isConvolution }, by: \.kind)
    #expect(byKind[.convolutionForward]?.count == convolutions)
    #expect(byKind[.convolutionWeightsGradient]?.count == convolutions)
    #expect(byKind[.convolutionDataGradient]?.count == convolutions - 1, "the picture learns nothing")
    let forward = byKind[.convolutionForward]?.compactMap(\.convolution?.operationCount).reduce(0, +)
    #expect(forward == items * (network.graph.operationCountPerItem - headOperations))
    #expect(steps.contains { $0.kind == .batchNorm } && steps.contains { $0.kind == .concatenation })
    #expect(steps.contains { $0.kind == .pooling } && steps.contains { $0.kind == .fullyConnected })
    #expect(steps.allSatisfy { ($0.convolution != nil) == $0.kind.isConvolution })
  }

  @Test func `every convolution, and nothing else, is measured beside itself alone in each lap`() throws {
    let bare = BareConvolutions(lanes: 1)
    let steps = try measured(laps: 2, beside: bare)
    #expect(steps.map(\.label) == (try measured(laps: 1)).map(\.label))
    for step in steps {
      #expect(
        step.laps.count == 2 && step.bareLaps.count == (step.kind.isConvolution ? 2 : 0), "\(step.label)")
      guard let shape = step.convolution else { continue }
      // What the plan fuses may fix the layout of a result; the others are oneDNN's choice in both.
      if step.isInBareLayouts { #expect(try bare.implementation(of: shape) == step.implementation) }
    }
    #expect(Set(steps.compactMap(\.convolution)).count > 20)
    #expect(steps.count(where: \.isInBareLayouts) * 2 > steps.count(where: \.kind.isConvolution))
  }

  @Test func `convolutions alone lie on memory that grows with the largest of them`() throws {
    let bare = BareConvolutions(lanes: 1)
    let shapes = Set(try measured(laps: 1).compactMap(\.convolution)).sorted {
      $0.operationCount < $1.operationCount
    }
    for shape in shapes + shapes { try bare.run(shape) }
    let primitives = try shapes.map(bare.primitive)
    let largest = BareConvolutions.arguments.map { argument in
      primitives.compactMap { $0.optionalLayout(argument)?.byteCount }.max().map { max(64, $0) } ?? 0
    }
    #expect(bare.memoryBytes == largest.reduce(0, +))
  }

  /// Two pooled vectors of 128 channels, five classes.
  private var headOperations: Int { 2 * 2 * 128 * 5 }
}
