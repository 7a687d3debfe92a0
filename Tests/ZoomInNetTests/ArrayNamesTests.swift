import Testing

@testable import ZoomInNet

struct ArrayNamesTests {
  private let wanted: Set = ["a.weight", "a.bias"]

  @Test func `a prefix is found whatever else the file has, and is taken off`() {
    let arrays = ["net.module.a.weight": 1, "net.module.a.bias": 2, "epoch": 3, "net.module.head": 4]
    let names = ArrayNames(arrays.keys, wanted: wanted)
    #expect(names.prefix == "net.module." && names.twin == nil)
    #expect(names.stripped(arrays) == ["a.weight": 1, "a.bias": 2, "epoch": 3, "head": 4])
  }

  @Test func `an array whose short name another one has keeps its own`() {
    let arrays = ["m.a.weight": 1, "m.a.bias": 2, "m.x": 3, "x": 4]
    #expect(
      ArrayNames(arrays.keys, wanted: wanted).stripped(arrays)
        == ["a.weight": 1, "a.bias": 2, "m.x": 3, "x": 4])
  }

  @Test(.timeLimit(.minutes(1))) func `a name of a million dots is read in no time`() {
    let names = ArrayNames([String(repeating: ".", count: 1_000_000), "p.a.weight"], wanted: wanted)
    #expect(names.prefix == "p.")
  }
}
