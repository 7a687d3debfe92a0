import Testing
import Workbench

@Suite struct RandomStreamTests {
  @Test func `the same derivation gives the same numbers, any other gives others`() {
    func first(_ seed: UInt64, _ purpose: String, _ item: Int) -> UInt64 {
      var stream = RandomStream(seed: seed, purpose: purpose, items: item)
      return stream.next()
    }
    #expect(first(1, "vessels", 3) == first(1, "vessels", 3))
    let others = [first(2, "vessels", 3), first(1, "lesions", 3), first(1, "vessels", 4)]
    #expect(Set(others + [first(1, "vessels", 3)]).count == 4)
  }

  @Test func `uniform and normal numbers have the moments of their distributions`() {
    var stream = RandomStream(seed: 7, purpose: "moments")
    let uniform = (0..<20_000).map { _ in stream.uniform() }
    let normal = (0..<20_000).map { _ in stream.normal(mean: 2, deviation: 3) }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func variance(_ values: [Double]) -> Double {
      mean(values.map { ($0 - mean(values)) * ($0 - mean(values)) })
    }
    // Five standard errors of 20,000 draws.
    #expect(abs(mean(uniform) - 0.5) < 0.0103)
    #expect(abs(mean(normal) - 2) < 0.107)
    #expect(abs(variance(Array(normal.prefix(2_000))) - 9) < 1.5)
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
  }

  @Test func `a permutation holds every index once`() {
    var stream = RandomStream(seed: 1, purpose: "order")
    let order = stream.permutation(count: 101)
    #expect(order.sorted() == Array(0..<101))
    #expect(order != Array(0..<101))
  }
}
