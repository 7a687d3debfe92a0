import Testing

@testable import NeuralNet

@Suite struct FailureTests {
  let network = SmallNetwork(side: 43, blocks: 1)

  func plan(_ parameters: Parameters) throws -> Plan {
    try network.plan(parameters, items: 2, mode: .training(batchNorm: .batchStatistics))
  }

  func failure(_ body: () throws -> Void) -> NeuralNetError? {
    do {
      try body()
      return nil
    } catch {
      return error as? NeuralNetError
    }
  }

  @Test func `a parameter that is not a number is named`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try plan(parameters)
    parameters.withMutableValues(of: "a0.up.bias") { $0[3] = .nan }
    let before = parameters["stem.1.bn.running_mean"]
    let error = failure { try plan.forward() }
    #expect(error?.code == .nonFinite)
    #expect(error?.place == "a0.up.bias")
    #expect(parameters["stem.1.bn.running_mean"] == before)
  }

  @Test func `the layer that overflows is named`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: 2, mode: .training(batchNorm: .frozen))
    parameters.withMutableValues(of: "a0.up.weight") { $0.update(repeating: 3e38) }
    let error = failure { try plan.forward() }
    #expect(error?.code == .nonFinite)
    #expect(error?.place == "a0.up")
    #expect(error?.message.contains("Lower the learning rate") == true)
  }

  @Test func `a batch norm whose statistics overflow is named and running ones stay`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try plan(parameters)
    parameters.withMutableValues(of: "stem.2.conv.weight") { $0.update(repeating: 3e38) }
    let before = parameters.tensors
    let error = failure { try plan.forward() }
    #expect(error?.code == .nonFinite)
    #expect(["stem.2.bn", "stem.2.conv"].contains(error?.place))
    #expect(parameters.tensors == before)
  }

  @Test func `an input that is not a number is named`() throws {
    let plan = try plan(Parameters(for: [network.graph], seed: 1))
    plan.withInput("picture") { $0[100] = .infinity }
    #expect(failure { try plan.forward() }?.place == "input picture")
  }

  @Test func `a gradient that is not a number is named and nothing moves`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    parameters.withGradient(of: "head.weight") { $0[0] = .nan }
    parameters.withGradient(of: "stem.1.conv.weight") { $0[0] = 1 }
    let before = parameters.tensors
    var sgd = SGD(SGDConfiguration(learningRate: 0.1))
    let error = failure { try sgd.step(parameters) }
    #expect(error?.code == .nonFinite)
    #expect(error?.place == "head.weight")
    #expect(parameters.tensors == before)
    #expect(sgd.updateCount == 0)
  }

  @Test(arguments: Precision.onThisProcessor)
  func `what a ReLU hides from the loss is found in the gradients`(precision: Precision) throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    parameters["stem.2.conv.weight"] = parameters["stem.2.conv.weight"].map { $0 * 1e38 }
    let before = parameters.tensors
    let plan = try network.plan(
      parameters, items: 2, mode: .training(batchNorm: .frozen), precision: precision)
    var sgd = SGD(SGDConfiguration(learningRate: 0.1))
    let error = #expect(throws: NeuralNetError.self) {
      try plan.forward()
      try plan.backward()
      try sgd.step(parameters)
    }
    #expect(error?.code == .nonFinite)
    #expect(parameters.tensors == before)
  }

  @Test func `labels and indices out of range are refused`() throws {
    let plan = try plan(Parameters(for: [network.graph], seed: 1))
    plan.setIndices("grade", [0, 5])
    #expect(failure { try plan.forward() }?.description.contains("item 1 has 5") == true)
    plan.setIndices("grade", [0, 4])
    plan.setIndices("fellow", [-2, 0])
    #expect(failure { try plan.forward() }?.place == "indices fellow")
  }

  @Test func `batch statistics refuse padding items, frozen ones ignore them`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let statistics = try plan(parameters)
    statistics.setActiveCount(SmallNetwork.eye, 1)
    #expect(failure { try statistics.forward() }?.code == .mismatch)
    let frozen = try network.plan(parameters, items: 2, mode: .training(batchNorm: .frozen))
    frozen.setIndices("fellow", [-1, -1])
    frozen.setActiveCount(SmallNetwork.eye, 1)
    try frozen.forward()
    let loss = frozen.loss("grade")
    frozen.withInput("picture") { values in
      for index in (values.count / 2)..<values.count { values[index] = 9 }
    }
    try frozen.forward()
    #expect(frozen.loss("grade") == loss)
  }

  @Test func `a plan refuses missing counts and unknown names`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    func make(
      _ counts: [ItemKind: Int], inputs: Set<String> = [], outputs: Set<String> = []
    ) -> NeuralNetError? {
      failure {
        _ = try Plan(
          network.graph, parameters: parameters,
          options: PlanOptions(
            counts: counts, mode: .inference, lanes: 1, inputGradients: inputs, outputGradients: outputs))
      }
    }
    #expect(make([:])?.place == "items of eye")
    #expect(make([SmallNetwork.eye: 1], inputs: ["nothing"])?.place == "input nothing")
    #expect(make([SmallNetwork.eye: 1], outputs: ["nothing"])?.place == "output nothing")
  }
}
