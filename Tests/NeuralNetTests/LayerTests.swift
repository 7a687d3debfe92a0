import Testing
import TestSupport

@testable import NeuralNet

@Suite struct LayerTests {
  /// Two f32 libraries sum in different orders; the largest case sums 400 products.
  static let goldenTolerance: Float = 2e-5

  @Test(arguments: LayerCase.all)
  func `every layer and its gradients agree with PyTorch`(layer: LayerCase) throws {
    let golden = try GoldenTensors("NeuralNet/\(layer.name)")
    let (plan, parameters, inputs) = try layer.plan(golden)
    try plan.forward()
    let expected = try golden["out"].values
    let isLoss = golden.tensors["outer"] == nil
    #expect(distance(isLoss ? [plan.loss("out")] : plan.output("out"), expected) < Self.goldenTolerance)
    try plan.backward(adding: isLoss ? [:] : ["out": try golden["outer"].values])
    for name in inputs.keys {
      let gradient = try golden["grad.in.\(name)"].values
      #expect(distance(plan.gradient(ofInput: name), gradient) < Self.goldenTolerance, "input \(name)")
    }
    for name in parameters.learnableNames {
      let gradient = try golden["grad.\(name)"].values
      #expect(distance(parameters.gradient(of: name), gradient) < Self.goldenTolerance, "\(name)")
    }
    for (name, tensor) in golden.values(under: "after.") {
      #expect(distance(parameters[name], tensor.values) < Self.goldenTolerance, "\(name) after the pass")
    }
  }

  @Test(.enabled(if: Backend.hasWinograd, "oneDNN makes no Winograd convolutions here"))
  func `a wide 3x3 convolution and its gradients are Winograd's`() throws {
    let wide = try #require(LayerCase.all.first { $0.name == "conv_3x3_wide" })
    let (plan, _, _) = try wide.plan(try GoldenTensors("NeuralNet/\(wide.name)"))
    try plan.forward()
    let convolutions = try plan.measureSteps(repetitions: 1).filter { $0.kind.isConvolution }
    #expect(convolutions.count == 3)
    for step in convolutions { #expect(step.implementation.contains("wino"), "\(step.label)") }
  }

  /// Central differences in f32 with a step of 1e-2 on values of order one: rounding leaves about 1e-3.
  static let differenceTolerance: Double = 2e-2

  @Test(arguments: LayerCase.all)
  func `every gradient agrees with finite differences`(layer: LayerCase) throws {
    let golden = try GoldenTensors("NeuralNet/\(layer.name)")
    let (plan, parameters, inputs) = try layer.plan(golden)
    let outer = golden.tensors["outer"]?.values
    func objective() throws -> Double {
      try plan.forward()
      guard let outer else { return Double(plan.loss("out")) }
      return zip(plan.output("out"), outer).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    _ = try objective()
    try plan.backward(adding: outer.map { ["out": $0] } ?? [:])
    let step: Float = 1e-2

    func compare(
      _ name: String, _ values: [Float], _ gradient: [Float], _ set: ([Float]) -> Void
    ) throws {
      // A probe that steps over a kink of max or ReLU disagrees rightly: one of eight may.
      var misses = 0
      let probes = stride(from: 0, to: values.count, by: max(1, values.count / 7))
      let scale = Double(gradient.map(abs).max() ?? 0) + 1e-2
      for index in probes {
        var moved = values
        moved[index] = values[index] + step
        set(moved)
        let above = try objective()
        moved[index] = values[index] - step
        set(moved)
        let below = try objective()
        let slope = (above - below) / Double((values[index] + step) - (values[index] - step))
        if !(abs(slope - Double(gradient[index])) < Self.differenceTolerance * scale) { misses += 1 }
      }
      set(values)
      #expect(misses <= 1, "\(name) of \(layer.name): \(misses) of 8 probes disagree")
    }

    let inputGradients = inputs.keys.map { ($0, plan.gradient(ofInput: $0)) }
    let parameterGradients = parameters.learnableNames.map { ($0, parameters.gradient(of: $0)) }
    for (name, gradient) in inputGradients {
      try compare("input \(name)", inputs[name]?.values ?? [], gradient) { plan.setInput(name, $0) }
    }
    for (name, gradient) in parameterGradients {
      try compare(name, parameters[name], gradient) { parameters[name] = $0 }
    }
  }

  @Test func `the distance of tests sees a wrong value, NaN and a missing value`() {
    #expect(distance([1, 2.1], [1, 2]) > 0.04)
    #expect(distance([1, .nan], [1, 2]) == .infinity)
    #expect(distance([1], [1, 2]) == .infinity)
  }
}
