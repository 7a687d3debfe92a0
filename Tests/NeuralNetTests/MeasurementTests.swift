import Testing

@testable import NeuralNet

/// What the tables of times are made from: every step counted once, under the right heading.
@Suite struct MeasurementTests {
  private let network = SmallNetwork(side: 43, blocks: 2)
  private let items = 3

  private func measured(laps: Int) throws -> [StepTime] {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: items, mode: .training(batchNorm: .batchStatistics))
    let watch = Stopwatch()
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
    let around: Set = [StepKind.checks, .packing, .optimiser]
    let marked = steps.filter { !around.contains($0.kind) && $0.label != "gradients from outside" }
    #expect(marked.map(\.label) == inPlan)
    #expect(steps.filter { around.contains($0.kind) }.count == 4)
    #expect(steps.last?.kind == .optimiser)
    #expect(steps.allSatisfy { $0.seconds > 0 && $0.seconds < 60 })
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

  @Test func `a convolution runs by itself in every pass`() throws {
    let shapes = Set(try measured(laps: 1).compactMap(\.convolution))
    #expect(shapes.count > 20)
    for shape in shapes {
      let bare = try BareConvolution(shape, lanes: 1, repetitions: 1)
      #expect(bare.seconds > 0 && bare.seconds < 60, "\(shape.description)")
      #expect(!bare.implementation.isEmpty)
    }
  }

  /// Two pooled vectors of 128 channels, five classes.
  private var headOperations: Int { 2 * 2 * 128 * 5 }
}
