import FeatureStore
import Foundation
import TestSupport
import Testing

struct NeighbourFileTests {
  @Test func `a table of neighbours comes back as it was written`() throws {
    let url = try TemporaryFolder().url.appendingPathComponent("neighbours/a.h5")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let rows: [UInt32] = [1, 2, 0, 2, 1, 0]
    try NeighbourFile(features: "hash", neighbourCount: 2, rows: rows).write(to: url)
    let first = try Data(contentsOf: url)
    let found = try NeighbourFile(url)
    #expect(found.features == "hash" && found.rowCount == 3 && found.neighbourCount == 2)
    #expect((0..<3).map { Array(found.neighbours(ofRow: $0)) } == [[1, 2], [0, 2], [1, 0]])
    try NeighbourFile(features: "hash", neighbourCount: 2, rows: rows).write(to: url)
    #expect(try Data(contentsOf: url) == first)
  }

  @Test func `rows beyond the last, other files and none are refused`() throws {
    let folder = try TemporaryFolder().url
    let url = folder.appendingPathComponent("a.h5")
    try NeighbourFile(features: "hash", neighbourCount: 1, rows: [1, 2]).write(to: url)
    #expect(throws: FeatureStoreError.self) { try NeighbourFile(url) }
    try Data("text".utf8).write(to: url)
    #expect(throws: FeatureStoreError.self) { try NeighbourFile(url) }
    #expect(throws: FeatureStoreError.self) { try NeighbourFile(folder.appendingPathComponent("none.h5")) }
  }
}
