import Testing
import Workbench

@testable import Discovery

@Suite struct ExemplarOrderTests {
  @Test func `places on a line come in their order, whatever their numbers`() {
    var random = RandomStream(seed: 3, purpose: "line")
    for count in [2, 3, 7, 24] {
      let numbers = random.permutation(count: count)
      // Gaps grow, so that the tree is a chain and its hanging decides.
      let places = numbers.map { Double($0 * $0) }
      let order = ExemplarOrder(count: count) { abs(places[$0] - places[$1]) }.clusters
      let along = order.map { numbers[$0] }
      #expect(along == along.sorted() || along == along.sorted(by: >), "\(count)")
    }
  }

  @Test func `every cluster stands once, and groups stand together`() {
    var random = RandomStream(seed: 5, purpose: "groups")
    let places = (0..<60).map { Double($0 % 4 * 100) + random.uniform() }
    let order = ExemplarOrder(count: 60) { abs(places[$0] - places[$1]) }.clusters
    #expect(order.sorted() == Array(0..<60))
    let changes = zip(order, order.dropFirst()).count { $0 % 4 != $1 % 4 }
    #expect(changes == 3)
  }

  @Test(arguments: [0, 1]) func `few clusters need no tree`(count: Int) {
    #expect(ExemplarOrder(count: count) { _, _ in 1 }.clusters == Array(0..<count))
  }

  @Test func `equal distances end too`() {
    #expect(ExemplarOrder(count: 9) { _, _ in 1 }.clusters.sorted() == Array(0..<9))
  }
}
