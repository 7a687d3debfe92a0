import CKernels
import Testing
import Workbench

@testable import NeuralNet

@Suite("Fully connected layers") struct FullyConnectedTests {
  struct Extents: CustomTestStringConvertible {
    let items: Int, inputs: Int, outputs: Int
    var testDescription: String { "\(items) x \(inputs) -> \(outputs)" }
    var layer: ck_full_layer { ck_full_layer(items: items, inputs: inputs, outputs: outputs) }
  }

  /// Around the width of 16, and more products than one thread does by itself.
  static let extents = [
    Extents(items: 1, inputs: 1, outputs: 1), Extents(items: 3, inputs: 37, outputs: 5),
    Extents(items: 2, inputs: 16, outputs: 1), Extents(items: 9, inputs: 4099, outputs: 5),
    Extents(items: 33, inputs: 1537, outputs: 7),
  ]

  @Test("Result and gradients agree with double precision and stay inside their arrays", arguments: extents)
  func agrees(_ extents: Extents) throws {
    let n = Numbers(extents)
    let exact = Exact(n)
    for lanes in 1...3 {
      try Lanes.apply(lanes)
      let own = Pass(n)
      // One rounding to f32, of sums whose parts are about 1.
      let tolerance = 1e-6 * Double(max(extents.inputs, extents.items)).squareRoot()
      for (values, expected) in [
        (own.result, exact.result), (own.below, exact.below), (own.weights, exact.weights),
        (own.bias, exact.bias),
      ] {
        #expect(values.count == expected.count + 1 && values.last == 77, "sentinel")
        for (one, other) in zip(values, expected) { #expect(abs(Double(one) - other) <= tolerance) }
      }
    }
  }

  @Test("The gradient of the weights alone, or of the bias alone, is the same", arguments: extents)
  func alone(_ extents: Extents) throws {
    try Lanes.apply(2)
    let n = Numbers(extents)
    let both = Pass(n)
    #expect(Pass(n, learnsBias: false).weights == both.weights)
    #expect(Pass(n, learnsWeights: false).bias == both.bias)
  }

  @Test("In a plan an item's result has the same bits in any batch, row and number of lanes")
  func independence() throws {
    let (item, inputs) = (ItemKind("item"), 1536)
    var graph = Graph()
    let x = graph.input("x", kind: item, shape: FeatureShape(channels: inputs))
    graph.output("y", graph.fullyConnected(x, named: "f", outputs: 5))
    let parameters = Parameters(for: [graph], seed: 1)
    func row(_ index: Int) -> [Float] {
      var stream = RandomStream(seed: 2, purpose: "row", items: index)
      return (0..<inputs).map { _ in Float(stream.normal()) }
    }
    let batches = [[0], [0, 1], Array(0..<5), [1, 2, 3, 4, 0], Array(0..<16), Array(0..<64)]
    for mode in [PlanOptions.Mode.inference, .training(batchNorm: .frozen)] {
      var first: [Float]?
      for lanes in 1...3 {
        for batch in batches {
          let plan = try Plan(
            graph, parameters: parameters,
            options: PlanOptions(counts: [item: batch.count], mode: mode, lanes: lanes))
          plan.setInput("x", batch.flatMap(row))
          try plan.forward()
          let place = try #require(batch.firstIndex(of: 0))
          let result = Array(plan.output("y")[5 * place..<5 * place + 5])
          if let first { #expect(result == first, "\(batch.count) items, \(lanes) lanes") }
          first = first ?? result
        }
      }
    }
  }

  // MARK: -

  private struct Numbers {
    let extents: Extents
    let source: [Float], weights: [Float], bias: [Float], above: [Float]

    init(_ extents: Extents) {
      self.extents = extents
      func drawn(_ count: Int, _ purpose: String) -> [Float] {
        var stream = RandomStream(seed: 4, purpose: purpose)
        return (0..<count).map { _ in Float(stream.normal()) }
      }
      source = drawn(extents.items * extents.inputs, "source")
      weights = drawn(extents.outputs * extents.inputs, "weights")
      bias = drawn(extents.outputs, "bias")
      above = drawn(extents.items * extents.outputs, "above")
    }
  }

  /// What the loops compute, each array with one number more behind it. Gradients of parameters begin at 1.
  private struct Pass {
    var result: [Float], below: [Float], weights: [Float], bias: [Float]

    init(_ n: Numbers, learnsWeights: Bool = true, learnsBias: Bool = true) {
      var layer = n.extents.layer
      result = Array(repeating: 77, count: n.above.count + 1)
      below = Array(repeating: 77, count: n.source.count + 1)
      weights = Array(repeating: 1, count: n.weights.count) + [77]
      bias = Array(repeating: 1, count: n.bias.count) + [77]
      ck_full_layer_forward(&layer, n.source, n.weights, n.bias, &result)
      ck_full_layer_source_gradient(&layer, n.above, n.weights, &below)
      weights.withUnsafeMutableBufferPointer { weights in
        bias.withUnsafeMutableBufferPointer { bias in
          ck_full_layer_weights_gradient(
            &layer, n.source, n.above, learnsWeights ? weights.baseAddress : nil,
            learnsBias ? bias.baseAddress : nil)
        }
      }
    }
  }

  /// The same by definition and in double.
  private struct Exact {
    var result: [Double], below: [Double], weights: [Double], bias: [Double]

    init(_ n: Numbers) {
      let e = n.extents
      result = (0..<e.items * e.outputs).map { Double(n.bias[$0 % e.outputs]) }
      below = Array(repeating: 0, count: n.source.count)
      weights = Array(repeating: 1, count: n.weights.count)
      bias = Array(repeating: 1, count: n.bias.count)
      for item in 0..<e.items {
        for output in 0..<e.outputs {
          let above = Double(n.above[item * e.outputs + output])
          bias[output] += above
          for input in 0..<e.inputs {
            let (x, w) = (item * e.inputs + input, output * e.inputs + input)
            result[item * e.outputs + output] += Double(n.source[x]) * Double(n.weights[w])
            below[x] += above * Double(n.weights[w])
            weights[w] += above * Double(n.source[x])
          }
        }
      }
    }
  }
}
