import Testing

@testable import NeuralNet

@Suite("Weights of classes")
struct ClassWeightsTests {
  private static let logits: [Float] = [0.5, -1, 2, 0, 1, 1, -0.5, 3, -2, 0.25, 0, 1, 4, 0, 0, 0]

  /// The loss 0.3 times the cross-entropy of four items of four classes, and its gradient at the logits.
  private func loss(weights: [Float]?) throws -> (loss: Float, gradient: [Float]) {
    var graph = Graph()
    let item = ItemKind("item")
    let x = graph.input("x", kind: item, shape: FeatureShape(channels: 4))
    graph.loss("loss", graph.crossEntropy(x, labels: "labels", weight: 0.3))
    let plan = try Plan(
      graph, parameters: Parameters(for: [graph], seed: 1),
      options: PlanOptions(
        counts: [item: 4], mode: .training(batchNorm: .frozen), lanes: 1, inputGradients: ["x"]))
    if let weights { plan.setClassWeights(ofLabels: "labels", weights) }
    plan.setInput("x", Self.logits)
    plan.setIndices("labels", [2, 0, 3, -1])
    try plan.forward()
    try plan.backward()
    return (plan.loss("loss"), plan.gradient(ofInput: "x"))
  }

  @Test("the loss and its gradient are those of PyTorch")
  func golden() throws {
    // Made by Tests/Peers/class_weights_golden.py with torch 2.15.
    let expected: [Float] = [
      0.003395244, 0.000757581, -0.006212146, 0.00205932, -0.153594077, 0.017834503, 0.003979416, 0.131780148,
      0.002822347, 0.026777683, 0.020854479, -0.050454505, 0, 0, 0, 0,
    ]
    let found = try loss(weights: [4, 1, 0.5, 2.5])
    #expect(abs(found.loss - 0.46349093317985535) < 1e-6)
    for (one, other) in zip(found.gradient, expected) { #expect(abs(one - other) < 1e-7) }
  }

  @Test("equal weights, whatever their size, and none give the same")
  func equal() throws {
    let plain = try loss(weights: nil)
    let ones = try loss(weights: [1, 1, 1, 1])
    #expect(plain.loss == ones.loss && plain.gradient == ones.gradient)
    let threes = try loss(weights: [3, 3, 3, 3])
    #expect(abs(plain.loss - threes.loss) < 1e-6 && plain.loss > 0)
    for (one, other) in zip(plain.gradient, threes.gradient) { #expect(abs(one - other) < 1e-7) }
  }
}
