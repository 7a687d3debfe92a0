import Testing
import TestSupport

@testable import NeuralNet

@Suite struct SGDTests {
  @Test func `rates follow their schedules`() {
    var c = SGDConfiguration(learningRate: 1, decay: .step(every: 3, factor: 0.5))
    #expect((0..<7).map { c.rate(afterUpdates: $0) } == [1, 1, 1, 0.5, 0.5, 0.5, 0.25])
    c.warmUpUpdates = 4
    #expect((0..<5).map { c.rate(afterUpdates: $0) } == [0.25, 0.5, 0.75, 0.5, 0.5])
    let cosine = SGDConfiguration(learningRate: 2, decay: .cosine(total: 4))
    #expect(cosine.rate(afterUpdates: 0) == 2)
    #expect(abs(cosine.rate(afterUpdates: 2) - 1) < 1e-12)
    #expect(cosine.rate(afterUpdates: 9) == 0)
  }

  @Test func `only weights decay, and only accepted parameters move`() throws {
    var g = Graph()
    let item = ItemKind("item")
    let x = g.input("x", kind: item, shape: FeatureShape(channels: 2, height: 3, width: 3))
    let y = g.convolution(x, named: "c", channels: 2, window: Window(1), bias: true)
    g.output("y", g.fullyConnected(g.batchNorm(y, named: "b", relu: false), named: "f", outputs: 2))
    let p = Parameters(for: [g], seed: 1)
    for name in p.learnableNames { p[name] = p[name].map { _ in 1 } }
    let statistics = p["b.running_mean"] + p["b.running_var"]
    var sgd = SGD(SGDConfiguration(learningRate: 0.5, momentum: 0, weightDecay: 0.1))
    let factors = Dictionary(uniqueKeysWithValues: p.learnableNames.map { ($0, 1.0) })
    try sgd.step(p, rateFactors: factors.filter { $0.key != "f.weight" })
    #expect(p["c.weight"].allSatisfy { $0 == 0.95 })
    for name in ["c.bias", "b.weight", "b.bias", "f.weight", "f.bias"] {
      #expect(p[name].allSatisfy { $0 == 1 }, "\(name)")
    }
    #expect(p["b.running_mean"] + p["b.running_var"] == statistics)
  }

  @Test(arguments: [false, true])
  func `momentum follows the rule when the rate falls, and both rules agree while it is constant`(
    velocityHoldsRate: Bool
  ) throws {
    var g = Graph()
    let x = g.input("x", kind: ItemKind("item"), shape: FeatureShape(channels: 1))
    g.output("y", g.fullyConnected(x, named: "f", outputs: 1))
    let p = Parameters(for: [g], seed: 1)
    p["f.weight"] = [1]
    var sgd = SGD(
      SGDConfiguration(
        learningRate: 0.5, momentum: 0.5, velocityHoldsRate: velocityHoldsRate, weightDecay: 0.25,
        decay: .step(every: 2, factor: 0.5)))
    // Every number is exact in binary.
    var (weight, velocity) = (Float(1), Float(0))
    var weights: [Float] = []
    for (update, gradient) in [Float(1), -2, 4, 0.5].enumerated() {
      p.withGradient(of: "f.weight") { $0[0] = gradient }
      try sgd.step(p)
      let rate: Float = update < 2 ? 0.5 : 0.25
      let pull = gradient + 0.25 * weight
      if velocityHoldsRate {
        velocity = 0.5 * velocity + rate * pull
        weight -= velocity
      } else {
        velocity = 0.5 * velocity + pull
        weight -= rate * velocity
      }
      weights.append(weight)
      #expect(p["f.weight"] == [weight], "update \(update)")
    }
    #expect(weights[1] == 1.015625 && (weights[2] == 0.2724609375) == velocityHoldsRate)
  }

  @Test func `a long gradient is clipped to the norm and scaled by the accumulation`() throws {
    var g = Graph()
    let x = g.input("x", kind: ItemKind("item"), shape: FeatureShape(channels: 1))
    g.output("y", g.fullyConnected(x, named: "f", outputs: 2))
    let p = Parameters(for: [g], seed: 1)
    p["f.weight"] = [0, 0]
    p.withGradient(of: "f.weight") {
      $0[0] = 6; $0[1] = 8
    }
    var sgd = SGD(SGDConfiguration(learningRate: 1, momentum: 0, gradientClipNorm: 1))
    #expect(try sgd.step(p, gradientScale: 0.5) == 5)
    #expect(distance(p["f.weight"], [-0.6, -0.8]) < 1e-6)
  }

  /// Two layers, the second at a tenth of the rate: gradients of norm 3 and 4.
  private func twoLayers() -> Parameters {
    var g = Graph()
    let x = g.input("x", kind: ItemKind("item"), shape: FeatureShape(channels: 1))
    g.output("y", g.fullyConnected(g.fullyConnected(x, named: "one", outputs: 1), named: "two", outputs: 1))
    let p = Parameters(for: [g], seed: 1)
    for (name, gradient) in [("one.weight", Float(3)), ("two.weight", 4)] {
      p[name] = [0]
      p.withGradient(of: name) { $0[0] = gradient }
    }
    return p
  }

  private let factors = ["one.weight": 1, "one.bias": 1, "two.weight": 0.1, "two.bias": 0.1]

  @Test func `the norm is that of all gradients together, and rate factors scale the movement alone`() throws
  {
    let p = twoLayers()
    var sgd = SGD(SGDConfiguration(learningRate: 1, momentum: 0, gradientClipNorm: 2.5))
    #expect(try sgd.step(p, rateFactors: factors) == 5)
    // Clipped to half: -1.5, and -2 at a tenth of the rate. Each layer by itself would not have been clipped alike.
    #expect(distance(p["one.weight"] + p["two.weight"], [-1.5, -0.2]) < 1e-6)
  }

  @Test func `nothing moves when one gradient of any rate is not finite`() throws {
    let p = twoLayers()
    p.withGradient(of: "two.bias") { $0[0] = .infinity }
    var sgd = SGD(SGDConfiguration(learningRate: 1))
    let error = #expect(throws: NeuralNetError.self) { try sgd.step(p, rateFactors: factors) }
    #expect(error?.place == "two.bias")
    #expect(p["one.weight"] == [0] && p["two.weight"] == [0] && sgd.updateCount == 0)
  }

  @Test func `weights begin with He's variance, whatever else the graph holds`() {
    func graph(_ extra: Bool) -> Graph {
      var g = Graph()
      let x = g.input("x", kind: ItemKind("item"), shape: FeatureShape(channels: 64, height: 3, width: 3))
      if extra { _ = g.convolution(x, named: "other", channels: 8, window: Window(1), bias: false) }
      g.output("y", g.convolution(x, named: "c", channels: 64, window: Window(3), bias: true))
      return g
    }
    let one = Parameters(for: [graph(false)], seed: 4)
    let other = Parameters(for: [graph(true), graph(false)], seed: 4)
    #expect(one["c.weight"] == other["c.weight"])
    #expect(one["c.weight"] != Parameters(for: [graph(false)], seed: 5)["c.weight"])
    #expect(one["c.bias"].allSatisfy { $0 == 0 })
    let values = one["c.weight"].map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(variance * 288 - 1) < 0.03)  // 36,864 draws: three standard deviations are 2.2 %
    #expect(abs(mean) < 1e-3)
    #expect(one.count == 36_864 + 64)
  }
}
