import CKernels
import Testing
import Workbench

@testable import NeuralNet

@Suite("Gradients added up past a ReLU")
struct GradientSumTests {
  /// Lengths around 16, and more lanes than blocks of them.
  static let lengths = [1, 15, 16, 17, 500, 4099]

  @Test(
    "is the sum, rounded once, where the result is positive", arguments: lengths, 1...Int(ck_most_gradients))
  func sums(length: Int, count: Int) throws {
    for numbers in Precision.allCases {
      for isMasked in [false, true] {
        var stream = RandomStream(seed: 5, purpose: "gradients")
        func drawn() -> [Float] { (0..<length).map { _ in numbers.rounded(Float(stream.normal())) } }
        let parts = (0..<count).map { _ in drawn() }
        let result = drawn()
        let expected = (0..<length).map { index in
          let sum = parts.dropFirst().reduce(parts[0][index]) { $0 + $1[index] }
          return numbers.rounded(isMasked && result[index] <= 0 ? 0 : sum)
        }
        for lanes in 1...3 {
          try Lanes.apply(lanes)
          let sum = Self.sum(parts, past: isMasked ? result : nil, numbers)
          #expect(sum == expected, "\(numbers), \(isMasked ? "masked, " : "")\(lanes) lanes")
        }
      }
    }
  }

  @Test("What is not a number stays so, where no gradient passes too", arguments: Precision.allCases)
  func keepsNaN(_ numbers: Precision) throws {
    try Lanes.apply(1)
    let sum = Self.sum([[.nan, .nan, 1, .infinity]], past: [1, -1, 1, 1], numbers)
    #expect(sum[0].isNaN && sum[1].isNaN && sum[2] == 1 && sum[3] == .infinity)
  }

  // MARK: -

  /// The sum by the loops; nothing is written past its end.
  private static func sum(_ parts: [[Float]], past result: [Float]?, _ numbers: Precision) -> [Float] {
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
