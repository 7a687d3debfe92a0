import Fundus
import Testing

@testable import Pipeline

@Suite struct EyeMapsTests {
  @Test func `each eye has its own map`() {
    let maps = EyeMaps([.left: "l", .right: "r"])
    #expect(maps[.left] == "l" && maps[.right] == "r")
  }

  /// The order of a dictionary changes with its capacity and with the process.
  @Test func `an eye without a map has the same one whatever the dictionary's order`() {
    for capacity in 0..<14 {
      var maps: [Eye: String] = [:]
      maps.reserveCapacity(1 << capacity)
      for eye in capacity % 2 == 0 ? [Eye.left, .right] : [.right, .left] { maps[eye] = eye.rawValue }
      #expect(EyeMaps(maps)[.unknown] == "left")
    }
    #expect(EyeMaps([.right: "r"])[.left] == "r")
    #expect(EyeMaps([Eye: String]())[.left] == nil)
  }
}
