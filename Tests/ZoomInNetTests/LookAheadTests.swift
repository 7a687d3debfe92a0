import Testing

@testable import ZoomInNet

@Suite("Looking ahead")
struct LookAheadTests {
  private struct Broken: Error, Equatable { let index: Int }

  @Test(
    "values come in order, each computed once, and none beyond the last", arguments: [0..<0, 0..<1, 3..<9])
  func order(indices: Range<Int>) throws {
    let calls = Counter()
    let ahead = LookAhead(indices) { index in
      _ = calls.next()
      return index * index
    }
    #expect(try indices.map(ahead.value) == indices.map { $0 * $0 })
    #expect(calls.next() == indices.count + 1)
  }

  @Test("an error comes where its value would, and the values after it still come")
  func failure() throws {
    let ahead = LookAhead(0..<3) { index in
      if index == 1 { throw Broken(index: index) }
      return index
    }
    #expect(try ahead.value(0) == 0)
    #expect(throws: Broken(index: 1)) { try ahead.value(1) }
    #expect(try ahead.value(2) == 2)
  }

}
