import Testing
import Workbench

@testable import NeuralNet

@Suite struct ArenaTests {
  @Test func `tensors that live at the same time never share bytes, and the others do`() throws {
    var stream = RandomStream(seed: 1, purpose: "arena")
    let buffers = (0..<200).map { _ in
      let buffer = Buffer(layout: nil, byteCount: 1 + stream.integer(below: 5000))
      let start = stream.integer(below: 100)
      buffer.touch(start...(start + stream.integer(below: 12)))
      return buffer
    }
    let arena = try Arena(buffers)
    for (index, one) in buffers.enumerated() {
      for other in buffers[(index + 1)...] where one.life?.overlaps(other.life ?? 0...0) == true {
        #expect(one.start + one.byteCount <= other.start || other.start + other.byteCount <= one.start)
      }
    }
    #expect(arena.byteCount < buffers.reduce(0) { $0 + $1.byteCount } / 4)
  }
}
