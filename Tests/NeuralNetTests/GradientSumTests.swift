import CKernels
import Testing
import Workbench

@testable import NeuralNet

@Suite("Gradients added up past a ReLU")
struct GradientSumTests {
  /// Lengths around 16, and more lanes than blocks of them.
  static let lengths = [1, 15, 16, 17, 500, 4099]

  @Test(
    "is the sum, rounded once, where the result is positive and below the ceiling", arguments: lengths,
    1...Int(ck_most_gradients))
  func sums(length: Int, count: Int) throws {
    for numbers in Precision.allCases {
      for ceiling: Float? in [nil, .infinity, 0.75] {
        var stream = RandomStream(seed: 5, purpose: "gradients")
        func drawn() -> [Float] { (0..<length).map { _ in numbers.rounded(Float(stream.normal())) } }
        let parts = (0..<count).map { _ in drawn() }
        let result = drawn()
        let expected = (0..<length).map { index in
          let sum = parts.dropFirst().reduce(parts[0][index]) { $0 + $1[index] }
          return numbers.rounded(ceiling.map { result[index] <= 0 || result[index] >= $0 } == true ? 0 : sum)
        }
        for lanes in 1...3 {
          try Lanes.apply(lanes)
          let sum = Self.sum(
            parts, past: ceiling == nil ? nil : result, ceiling: ceiling ?? .infinity, numbers)
          #expect(sum == expected, "\(numbers), \(ceiling.map { "up to \($0), " } ?? "")\(lanes) lanes")
        }
      }
    }
  }

  @Test("What is not a number stays so, where no gradient passes too", arguments: Precision.allCases)
  func keepsNaN(_ numbers: Precision) throws {
    try Lanes.apply(1)
    let sum = Self.sum([[.nan, .nan, 1, .infinity, .infinity]], past: [1, -1, 1, 1, -1], numbers)
    #expect(sum[0].isNaN && sum[1].isNaN && sum[2] == 1 && sum[3] == .infinity && sum[4].isNaN)
  }

  /// Eleven convolutions that multiply by 1, 2, ..., and somebody outside, read what a convolution with a ReLU made: more
  /// gradients than one pass adds up.
  @Test("More readers than a pass takes meet at a convolution's ReLU", arguments: [true, false])
  func manyReaders(isResidual: Bool) throws {
    let (item, channels, area, readers) = (ItemKind("item"), 16, 9, 11)
    var graph = Graph()
    let x = graph.input("x", kind: item, shape: FeatureShape(channels: channels, height: 3, width: 3))
    let made = graph.convolution(x, named: "made", channels: channels, window: Window(1), bias: false)
    let h = isResidual ? graph.scaledSum(x, made, scale: 1, relu: true) : graph.relu(made)
    graph.output("h", h)
    let names = (1...readers).map { "r\($0)" }
    for name in names {
      graph.output(
        name, graph.convolution(h, named: name, channels: channels, window: Window(1), bias: false))
    }
    let parameters = Parameters(for: [graph], seed: 1)
    for (factor, name) in (["made"] + names).enumerated() {
      parameters["\(name).weight"] = (0..<channels * channels).map {
        $0 % (channels + 1) == 0 ? Float(max(1, factor)) : 0
      }
    }
    let plan = try Plan(
      graph, parameters: parameters,
      options: PlanOptions(
        counts: [item: 1], mode: .training(batchNorm: .frozen), lanes: 1, inputGradients: ["x"],
        outputGradients: Set(names + ["h"])))
    let values = (0..<channels * area).map { Float($0 * 7 % 11) - 5 }
    let outer = (0..<channels * area).map { Float($0 % 5) + 1 }
    plan.setInput("x", values)
    try plan.forward()
    try plan.backward(
      adding: Dictionary(uniqueKeysWithValues: (names + ["h"]).map { ($0, outer) }))
    // 1 for who stands outside, and 1 + 2 + ... + 11; a residual sum hands it to both its inputs.
    let total = Float(1 + readers * (readers + 1) / 2) * (isResidual ? 2 : 1)
    let expected = zip(values, outer).map { $0 > 0 ? $1 * total : 0 }
    #expect(plan.gradient(ofInput: "x") == expected)
  }

  // MARK: -

  /// The sum by the loops; nothing is written past its end.
  private static func sum(
    _ parts: [[Float]], past result: [Float]?, ceiling: Float = .infinity, _ numbers: Precision
  ) -> [Float] {
    let sum = AlignedNumbers(Array(repeating: 77, count: parts[0].count + 1), numbers)
    let sources = parts.map { AlignedNumbers($0, numbers) }
    let mask = result.map { AlignedNumbers($0, numbers) }
    var work = ck_gradient_sum()
    withUnsafeMutableBytes(of: &work.parts) { bytes in
      for (place, source) in sources.enumerated() {
        bytes.storeBytes(
          of: source.start, toByteOffset: place * MemoryLayout<UnsafeRawPointer>.size,
          as: UnsafeMutableRawPointer.self)
      }
    }
    work.count = Int32(parts.count)
    work.is_bf16 = numbers == .bf16 ? 1 : 0
    work.length = Int64(parts[0].count)
    work.result = mask.map { UnsafeRawPointer($0.start) }
    work.ceiling = ceiling
    work.sum = sum.start
    withExtendedLifetime((sources, mask)) { ck_sum_gradients(&work) }
    let values = sum.values
    #expect(values.last == 77)
    return values.dropLast()
  }
}

extension Precision {
  /// The nearest number of this precision, ties to even.
  fileprivate func rounded(_ value: Float) -> Float {
    guard self == .bf16 else { return value }
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) & 0xffff_0000)
  }
}
