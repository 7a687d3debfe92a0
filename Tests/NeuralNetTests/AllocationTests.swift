import AllocationCount
import NeuralNet
import Testing

/// No allocation in a step after the first, counted by standing in front of malloc and operator new.
@Suite(.enabled(if: allocation_can_watch() != 0, "a sanitizer has an allocator of its own"))
struct AllocationTests {
  private let network = SmallNetwork(side: 59, blocks: 2, dropout: 0.3)

  @Test(arguments: [1, 2])
  func `a training step after the first takes nothing from the heap`(lanes: Int) throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(
      parameters, items: 4, mode: .training(batchNorm: .batchStatistics), lanes: lanes)
    var sgd = SGD(SGDConfiguration(learningRate: 0.01, gradientClipNorm: 1))
    func step() throws {
      parameters.zeroGradients()
      try plan.forward()
      try plan.backward()
      try sgd.step(parameters)
    }
    try step()
    try step()
    allocation_watch(Int32(lanes))
    let outcome = Result { try step() }
    let counts = allocation_unwatch(Int32(lanes))
    try outcome.get()
    print("training, \(lanes) lanes: \(counts)")
    #expect(counts.count == 0, "\(counts)")
    // oneDNN 2.6 and 3 keep a list of a primitive's memories for each execution.
    #expect(counts.library_largest_bytes <= 4096, "\(counts)")
  }

  @Test func `a forward pass for inference takes nothing from the heap`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: 3, mode: .inference)
    try plan.forward()
    allocation_watch(1)
    let outcome = Result { try plan.forward() }
    let counts = allocation_unwatch(1)
    try outcome.get()
    print("inference: \(counts)")
    #expect(counts.count == 0, "\(counts)")
    #expect(counts.library_largest_bytes <= 4096, "\(counts)")
  }

  @Test func `the counter counts, in the team's other threads too`() {
    allocation_watch(2)
    let array = [Int](repeating: 1, count: 1000)
    let counts = allocation_unwatch(2)
    #expect(array.count == 1000)
    #expect(counts.count >= 1 && counts.bytes >= 8000 && counts.largest_bytes >= 8000)
    allocation_watch(1)
    #expect(allocation_unwatch(1).count == 0)
  }
}
