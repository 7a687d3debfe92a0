import Testing
import TestSupport

@testable import NeuralNet

extension Precision {
  /// f32, and bf16 where the processor can.
  static let onThisProcessor: [Precision] = Backend.bf16 == .missing ? [.f32] : [.f32, .bf16]
}

/// bf16 keeps 8 bits of mantissa: one rounding is off by up to 2^-8, 0.4 %, of a value.
@Suite(.enabled(if: Backend.bf16 != .missing, "this processor has no AVX-512")) struct BF16Tests {
  let network = SmallNetwork(side: 59, blocks: 2)
  let training = PlanOptions.Mode.training(batchNorm: .batchStatistics)

  /// Three roundings in a row: of the input, of the weights and of the result.
  static let layerTolerance: Float = 1.2e-2

  @Test(arguments: LayerCase.all)
  func `every layer and its gradients stay near PyTorch's f32`(layer: LayerCase) throws {
    let golden = try GoldenTensors("NeuralNet/\(layer.name)")
    let (plan, parameters, inputs) = try layer.plan(golden, precision: .bf16)
    try plan.forward()
    let isLoss = golden.tensors["outer"] == nil
    let result = isLoss ? [plan.loss("out")] : plan.output("out")
    #expect(error(of: result, from: try golden["out"].values) < Self.layerTolerance)
    try plan.backward(adding: isLoss ? [:] : ["out": try golden["outer"].values])
    for name in inputs.keys {
      let expected = try golden["grad.in.\(name)"].values
      #expect(error(of: plan.gradient(ofInput: name), from: expected) < Self.layerTolerance, "input \(name)")
    }
    for name in parameters.learnableNames {
      let expected = try golden["grad.\(name)"].values
      #expect(error(of: parameters.gradient(of: name), from: expected) < Self.layerTolerance, "\(name)")
    }
  }

  @Test func `a convolution computes with bf16, and its parameters and their gradients stay f32`() throws {
    let golden = try GoldenTensors("NeuralNet/conv_3x3")
    let layer = try #require(LayerCase.all.first { $0.name == "conv_3x3" })
    let (plan, parameters, _) = try layer.plan(golden, precision: .bf16)
    try plan.forward()
    try plan.backward(adding: ["out": try golden["outer"].values])
    func fitsBF16(_ value: Float) -> Bool { value.bitPattern & 0xffff == 0 }
    #expect(plan.output("out").allSatisfy(fitsBF16))
    #expect(!parameters.gradient(of: "c.weight").allSatisfy(fitsBF16))
    #expect(parameters["c.weight"] == (try golden["c.weight"].values))
  }

  @Test func `a network in bf16 learns what it learns in f32, in little more than half the memory`() throws {
    func train(_ precision: Precision) throws -> (losses: [Float], memory: Int) {
      let parameters = Parameters(for: [network.graph], seed: 1)
      let plan = try network.plan(parameters, items: 8, mode: training, precision: precision)
      var sgd = SGD(SGDConfiguration(learningRate: 0.02))
      var losses: [Float] = []
      for _ in 0..<12 {
        try plan.forward()
        losses.append(plan.loss("grade"))
        parameters.zeroGradients()
        try plan.backward()
        try sgd.step(parameters)
      }
      return (losses, plan.memoryBytes)
    }
    let (exact, rounded) = (try train(.f32), try train(.bf16))
    #expect(rounded.losses != exact.losses)
    #expect((exact.losses.last ?? 9) < 0.5 * exact.losses[0])
    for (one, other) in zip(rounded.losses, exact.losses) { #expect(abs(one - other) < 0.05) }
    // In a network as small as this the sums for the gradients of weights, f32 in both, are a good part.
    #expect(Double(rounded.memory) < 0.7 * Double(exact.memory))
  }

  @Test(arguments: [PlanOptions.Mode.training(batchNorm: .frozen), .inference])
  func `no layer falls to oneDNN's reference code`(mode: PlanOptions.Mode) throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: 2, mode: mode, precision: .bf16)
    try plan.forward()
    for step in try plan.measureSteps(repetitions: 1) where !step.label.hasPrefix("concatenation") {
      #expect(!step.implementation.hasPrefix("ref"), "\(step.label) in \(mode)")
    }
  }

  @Test func `a map that is not finite is found and named`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    parameters.withMutableValues(of: "a1.up.weight") { $0.update(repeating: 3e38) }
    let plan = try network.plan(
      parameters, items: 2, mode: .training(batchNorm: .frozen), precision: .bf16)
    let error = #expect(throws: NeuralNetError.self) { try plan.forward() }
    #expect(error?.code == .nonFinite)
    #expect(error?.place == "a1.up")
  }

  /// The norm of the difference over the norm of what is expected.
  private func error(of values: [Float], from expected: [Float]) -> Float {
    guard values.count == expected.count, values.allSatisfy(\.isFinite) else { return .infinity }
    let difference = zip(values, expected).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let norm = expected.reduce(Float(0)) { $0 + $1 * $1 }
    return (difference / max(norm, .leastNormalMagnitude)).squareRoot()
  }
}
