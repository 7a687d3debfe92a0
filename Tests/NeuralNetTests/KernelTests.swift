import CKernels
import Testing
import Workbench

/// The C loops against plain Swift in Float64, at sizes around the vector width.
@Suite struct KernelTests {
  static let counts = [0, 1, 7, 8, 17, 1009]

  func numbers(_ count: Int, _ purpose: String) -> [Float] {
    var stream = RandomStream(seed: 3, purpose: purpose)
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  @Test(arguments: counts) func `a sum of squares is that of Float64`(count: Int) {
    let values = numbers(count, "squares")
    let expected = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(ck_sum_of_squares(values, count) - expected) <= 1e-12 * expected)
  }

  @Test(arguments: counts) func `an update moves like its formula and stays inside its arrays`(count: Int) {
    let (gradient, start, past) = (numbers(count, "g"), numbers(count, "w"), numbers(count, "v"))
    var values = start + [77]
    var velocity = past + [77]
    ck_sgd(&values, &velocity, gradient, count, 0.1, 0.9, 0.01, 0.5)
    for i in 0..<count {
      let v = 0.9 * Double(past[i]) + 0.5 * Double(gradient[i]) + 0.01 * Double(start[i])
      #expect(abs(Double(velocity[i]) - v) < 1e-6)
      #expect(abs(Double(values[i]) - (Double(start[i]) - 0.1 * v)) < 1e-6)
    }
    #expect(values[count] == 77 && velocity[count] == 77)
  }

  @Test(arguments: counts) func `one number that is not finite is found wherever it stands`(count: Int) {
    var values = numbers(count, "finite")
    #expect(ck_all_finite(values, count) == 1)
    for index in values.indices {
      let kept = values[index]
      for bad in [Float.nan, .infinity, -.infinity] {
        values[index] = bad
        #expect(ck_all_finite(values, count) == 0)
      }
      values[index] = kept
    }
  }

  @Test func `normal numbers have their mean, deviation and tails`() {
    let count = 100_000
    var values = [Float](repeating: 0, count: count)
    ck_normal(&values, count, 42, 2)
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(count)
    let variance = values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(count)
    #expect(abs(mean) < 0.03)  // four standard errors
    #expect(abs(variance - 4) < 0.08)
    let outside = values.count { abs($0) > 2 * 1.959964 }
    #expect(abs(outside - 5000) < 300)
    #expect(Set(values).count > 99_000)
  }

  @Test func `zeroed memory is aligned and zero`() throws {
    for count in Self.counts {
      let memory = try #require(ck_zeros(count))
      #expect(UInt(bitPattern: memory) % 64 == 0)
      #expect((0..<count).allSatisfy { memory[$0] == 0 })
      ck_free_zeros(memory)
    }
  }
}
