import Foundation
import Testing

@testable import NeuralNet

/// The limit is read once in the life of a process: each test has a process of its own.
@Suite("ZOOMIN_MAX_CPU_ISA") struct LoopLimitTests {
  @Test("AVX2 holds the loops to blocks of 8 channels, on every processor that has it")
  func avx2() async {
    await #expect(processExitsWith: .success) {
      setenv("ZOOMIN_MAX_CPU_ISA", "AVX2", 1)
      try #require(["AVX2", "SSE41"].contains(Backend.loopInstructionSet))
      let isHere = Backend.loopInstructionSet == "AVX2"
      try #require(Backend.blocks(of: .f32) == (isHere ? [Backend.Blocks(channelCount: 8)] : []))
      try #require(Backend.blocks(of: .bf16).isEmpty)
      try #require(Backend.unusedLoops.isEmpty == isHere)
    }
  }

  @Test("less than AVX2 leaves batch norm and gradients of weights to oneDNN, and says so")
  func less() async {
    await #expect(processExitsWith: .success) {
      setenv("ZOOMIN_MAX_CPU_ISA", "SSE41", 1)
      try #require(Backend.unusedLoops == ["batch norm", "gradients of weights"])
      let network = SmallNetwork(side: 43, blocks: 1)
      let plan = try network.plan(
        Parameters(for: [network.graph], seed: 1), items: 2, mode: .training(batchNorm: .batchStatistics))
      try plan.forward()
      try plan.backward()
      try #require(
        plan.forwardSteps.contains {
          guard case .primitive(let primitive) = $0.work else { return false }
          return primitive.kind == .batchNorm
        })
    }
  }

  @Test("a value that is no instruction set is refused when a plan is made")
  func unknown() async {
    await #expect(processExitsWith: .success) {
      setenv("ZOOMIN_MAX_CPU_ISA", "AVX3", 1)
      let network = SmallNetwork(side: 43, blocks: 1)
      let error = try #require(throws: NeuralNetError.self) {
        try network.plan(Parameters(for: [network.graph], seed: 1), items: 1, mode: .inference)
      }
      try #require(error.place == "ZOOMIN_MAX_CPU_ISA" && error.code == .library)
    }
  }
}
