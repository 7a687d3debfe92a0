import Foundation
import NeuralNet
import Testing
import Workbench

/// Measurements, not judgements: `ZOOMIN_BENCHMARK=1 swift test --filter SpeedTests`. The time is spent in
/// oneDNN and in C, which is optimised in debug builds too.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["ZOOMIN_BENCHMARK"] != nil), .serialized)
struct SpeedTests {
  @Test func `a training step of a small network`() throws {
    let network = SmallNetwork(side: 224)
    let items = 16
    let lanes = 2
    let parameters = Parameters(for: [network.graph], seed: 1)
    let clock = ContinuousClock()
    let begin = clock.now
    let plan = try network.plan(
      parameters, items: items, mode: .training(batchNorm: .batchStatistics), lanes: lanes)
    print("plan: \(clock.now - begin), \(plan.memoryBytes >> 20) MiB, \(parameters.count) parameters")
    var optimizer = SGD(SGDConfiguration(learningRate: 0.01))
    var times: [[Double]] = [[], [], []]
    for _ in 0..<5 {
      let start = clock.now
      try plan.forward()
      let middle = clock.now
      parameters.zeroGradients()
      try plan.backward()
      let end = clock.now
      try optimizer.step(parameters)
      for (index, time) in [middle - start, end - middle, clock.now - end].enumerated() {
        times[index].append(time / .seconds(1))
      }
    }
    let (forward, backward, update) = (times[0].min() ?? 0, times[1].min() ?? 0, times[2].min() ?? 0)
    let work = Double(network.graph.operationCountPerItem * items) / 1e9
    print(
      "per item \(work / Double(items)) GFLOP; forward \(forward) s = \(work / forward) GFLOP/s; "
        + "backward \(backward) s = \(2 * work / backward) GFLOP/s; update \(update) s")
    let steps = try plan.measureSteps(repetitions: 3)
    var byImplementation: [String: Double] = [:]
    for step in steps {
      let side = step.isBackward ? "backward" : "forward"
      byImplementation["\(side) \(step.implementation)", default: 0] += step.seconds
    }
    for (name, seconds) in byImplementation.sorted(by: { $0.value > $1.value }) {
      print(String(format: "%8.2f ms  %@", seconds * 1e3, name))
    }
    print("slowest steps:")
    for step in steps.sorted(by: { $0.seconds > $1.seconds }).prefix(24) {
      print(String(format: "%8.2f ms  %@  %@", step.seconds * 1e3, step.label, step.implementation))
    }
    let inference = try network.plan(parameters, items: items, mode: .inference, lanes: lanes)
    var shortest = Double.infinity
    for _ in 0..<5 {
      let start = clock.now
      try inference.forward()
      shortest = min(shortest, (clock.now - start) / .seconds(1))
    }
    print("inference \(shortest) s = \(work / shortest) GFLOP/s, \(inference.memoryBytes >> 20) MiB")
    for step in try inference.measureSteps(repetitions: 3).sorted(by: { $0.seconds > $1.seconds }).prefix(8) {
      print(String(format: "%8.2f ms  %@  %@", step.seconds * 1e3, step.label, step.implementation))
    }
    #expect(forward > 0)
  }

  /// For comparison between runs under `taskset -c 0` and without: the same lanes must print the same hash.
  @Test func `a fingerprint of two updates with two lanes`() throws {
    let network = SmallNetwork(side: 43, blocks: 2)
    let parameters = Parameters(for: [network.graph], seed: 1)
    let plan = try network.plan(parameters, items: 5, mode: .training(batchNorm: .batchStatistics), lanes: 2)
    var sgd = SGD(SGDConfiguration(learningRate: 0.05))
    for _ in 0..<2 {
      try plan.forward()
      parameters.zeroGradients()
      try plan.backward()
      try sgd.step(parameters)
    }
    var hash = ContentHash()
    for name in parameters.names { hash.update(parameters[name]) }
    print("fingerprint \(hash.hexadecimal())")
    #expect(sgd.updateCount == 2)
  }
}
