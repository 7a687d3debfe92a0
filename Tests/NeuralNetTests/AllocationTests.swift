import AllocationCount
import Testing

@testable import NeuralNet

/// A step after the first keeps no memory and allocates no array. Allocations are counted by replacing malloc.
///
/// Tests are built without optimisation, where Swift puts a few words for closures and copies on the heap. So the bound
/// is on what an allocation may be: a few words, no array of the network.
@Suite(.serialized, .enabled(if: allocation_can_watch() != 0, "a sanitizer has an allocator of its own"))
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
    let outcome = Result { for _ in 0..<3 { try step() } }
    let counts = allocation_unwatch(Int32(lanes))
    try outcome.get()
    Self.check(counts)
  }

  @Test func `a forward pass for inference takes nothing from the heap`() throws {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: 3, mode: .inference)
    try plan.forward()
    allocation_watch(1)
    let outcome = Result { for _ in 0..<3 { try plan.forward() } }
    let counts = allocation_unwatch(1)
    try outcome.get()
    Self.check(counts)
  }

  @Test func `the counter counts, and only while it is asked to`() {
    allocation_watch(2)
    let array = [Int](repeating: 1, count: 1_000_000)
    let counts = allocation_unwatch(2)
    #expect(array.count == 1_000_000)
    #expect(counts.count >= 1 && counts.bytes >= 8_000_000 && counts.largest_bytes >= 8_000_000)
    // Less may be kept, because the runtime may give back what it took before.
    #expect(counts.kept_bytes >= 4_000_000)
    allocation_watch(1)
    #expect(allocation_unwatch(1).count == 0)
  }

  // MARK: -

  private static func check(_ counts: allocation_counts) {
    #expect(counts.kept_bytes <= 0, "memory would grow with every step: \(counts)")
    #expect(counts.count >= 0 && counts.largest_bytes <= 128, "\(counts)")
    // oneDNN makes a table of a primitive's memories for each execution, and libgomp a team where there is one lane. Nobody
    // notices 2 KiB; a copy of a map would show in the time of a step. Without AVX2 oneDNN copies matrices on the heap.
    let copies = ["SSE41", "AVX"].contains(Backend.instructionSet)
    #expect(counts.library_count >= 0 && (copies || counts.library_largest_bytes <= 2048), "\(counts)")
  }
}
