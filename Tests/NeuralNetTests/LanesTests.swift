import Foundation
import Synchronization
import TestSupport
import Testing

@testable import NeuralNet

/// Sums over many numbers depend on how they are split. The lanes fix the split, so that the cores and threads
/// that happen to be there change no bit: shown for each reduction of the network, on one core and on all.
@Suite struct LanesTests {
  /// What is summed over items or places.
  enum Reduction: CaseIterable {
    case backwardWeights, backwardBias, batchNormGradients, batchStatistics, losses, pooledFeatures
    case backwardData, updatedParameters
  }

  struct Arithmetic: Sendable {
    let lanes: Int
    var precision = Precision.f32

    static let all =
      [Arithmetic(lanes: 2), Arithmetic(lanes: 3)]
      + Precision.onThisProcessor.dropFirst().map { Arithmetic(lanes: 2, precision: $0) }
  }

  @Test(arguments: Reduction.allCases, Arithmetic.all)
  func `equal lanes on one core and on all give the same bits`(
    reduction: Reduction, arithmetic: Arithmetic
  ) throws {
    let everywhere = try values(of: reduction, arithmetic)
    let onOneCore = try Self.onFirstCore { try values(of: reduction, arithmetic) }
    #expect(!everywhere.isEmpty && everywhere.contains { $0 != 0 })
    #expect(everywhere.map(\.bitPattern) == onOneCore.map(\.bitPattern))
  }

  @Test func `the comparison can tell: items in another order give other bits of the weights' gradients`()
    throws
  {
    let one = try values(of: .backwardWeights, Arithmetic(lanes: 2))
    let reversed = try values(of: .backwardWeights, Arithmetic(lanes: 2), isReversed: true)
    #expect(one.map(\.bitPattern) != reversed.map(\.bitPattern))
    #expect(distance(one, reversed) < 1e-3, "the same sums, rounded otherwise")
  }

  // MARK: -

  private let network = SmallNetwork(side: 59, blocks: 2)

  private func values(
    of reduction: Reduction, _ arithmetic: Arithmetic, isReversed: Bool = false
  ) throws -> [Float] {
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(
      parameters, items: 7, mode: .training(batchNorm: .batchStatistics),
      precision: arithmetic.precision, lanes: arithmetic.lanes,
      inputGradients: ["picture"])
    if isReversed { Self.reverse(plan, items: 7) }
    try plan.forward()
    parameters.zeroGradients()
    try plan.backward()
    func gradients(_ ending: String) -> [Float] {
      parameters.learnableNames.filter { $0.hasSuffix(ending) }.flatMap { parameters.gradient(of: $0) }
    }
    switch reduction {
    case .backwardWeights: return gradients(".weight")
    case .backwardBias: return gradients(".bias")
    case .batchNormGradients:
      return parameters.learnableNames.filter { $0.contains(".bn.") }.flatMap { parameters.gradient(of: $0) }
    case .batchStatistics:
      return parameters.names.filter { $0.contains("running_") }.flatMap { parameters[$0] }
    case .losses: return [plan.loss("grade")] + plan.output("probabilities")
    case .pooledFeatures: return plan.output("vector")
    case .backwardData: return plan.gradient(ofInput: "picture")
    case .updatedParameters:
      var sgd = SGD(SGDConfiguration(learningRate: 0.05, gradientClipNorm: 0.1))
      try sgd.step(parameters)
      return parameters.names.flatMap { parameters[$0] }
    }
  }

  /// The same batch with its last item first.
  private static func reverse(_ plan: Plan, items: Int) {
    plan.withInput("picture") { values in
      let (length, all) = (values.count / items, Array(values))
      for item in 0..<items {
        for place in 0..<length { values[item * length + place] = all[(items - 1 - item) * length + place] }
      }
    }
    let last = Int32(items - 1)
    plan.setIndices("grade", (0...last).map { (last - $0) % 5 })
    plan.setIndices(
      "fellow", (0...last).map { (last - $0) ^ 1 <= last ? last - ((last - $0) ^ 1) : -1 })
  }

  /// Runs work on a thread that may use the first core only. OpenMP keeps a team for each calling thread, and a
  /// team inherits its maker's cores.
  private static func onFirstCore(_ work: @escaping @Sendable () throws -> [Float]) throws -> [Float] {
    let outcome = Outcome()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      outcome.value.withLock {
        $0 = Result {
          try FirstCore.claim()
          return try work()
        }
      }
      done.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
    done.wait()
    let result = outcome.value.withLock { $0 }
    return try #require(result).get()
  }

  private final class Outcome: Sendable {
    let value = Mutex<Result<[Float], any Error>?>(nil)
  }
}

/// The first core that the calling thread may use, as the only one.
private enum FirstCore {
  private typealias Call = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> Int32

  /// The C library hides these two calls from Swift behind `_GNU_SOURCE`.
  static func claim() throws {
    let library = try #require(dlopen(nil, RTLD_NOW))
    let get = unsafeBitCast(try #require(dlsym(library, "sched_getaffinity")), to: Call.self)
    let set = unsafeBitCast(try #require(dlsym(library, "sched_setaffinity")), to: Call.self)
    var bits = [UInt8](repeating: 0, count: 128)
    try #require(get(0, bits.count, &bits) == 0)
    let byte = try #require(bits.firstIndex { $0 != 0 })
    let lowest = bits[byte] & (~bits[byte] &+ 1)
    for index in bits.indices { bits[index] = index == byte ? lowest : 0 }
    try #require(set(0, bits.count, &bits) == 0)
  }
}
