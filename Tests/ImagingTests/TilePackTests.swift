import Foundation
import Testing
import TestSupport
import Workbench

@testable import Imaging

@Suite struct TilePackTests {
  private let folder: URL

  init() throws { folder = try TemporaryFolder().url }

  private func header(rowCount: Int, key: String = "abc") -> TilePack.Header {
    TilePack.Header(tilePixels: 16, rowCount: rowCount, contentKey: key, tilesPerShard: 4)
  }

  private func tile(_ row: Int) -> Raster {
    Raster(width: 16, height: 16, channelCount: 3, filledWith: UInt8(row * 20 % 256))
  }

  private func write(_ header: TilePack.Header, to folder: URL? = nil) throws -> [Range<Int>] {
    let writer = TilePack.Writer(header, in: folder ?? self.folder)
    var asked: [Range<Int>] = []
    try writer.write { rows in
      asked.append(rows)
      return try rows.map { try writer.encode(tile($0)) }
    }
    return asked
  }

  private func bytes(ofShard index: Int, in folder: URL? = nil) throws -> Data {
    try Data(contentsOf: TilePack.url(ofShard: index, in: folder ?? self.folder))
  }

  @Test("Every tile returns from its row, whatever the number of shards", arguments: [0, 1, 4, 11])
  func returns(_ rowCount: Int) throws {
    #expect(try write(header(rowCount: rowCount)).flatMap { Array($0) } == Array(0..<rowCount))
    let reader = try TilePack.Reader(folder, contentKey: "abc")
    #expect(reader.header == header(rowCount: rowCount))
    for row in (0..<rowCount).reversed() {
      #expect(try #require(try reader.tile(row: row).largestDifference(from: tile(row))) <= 1)
      #expect(try reader.jpeg(row: row) == (try tile(row).jpeg(quality: 90)))
    }
  }

  @Test("An interrupted pack goes on where it stopped, to the same bytes")
  func resumes() throws {
    let whole = folder.appendingPathComponent("whole")
    _ = try write(header(rowCount: 11), to: whole)
    let writer = TilePack.Writer(header(rowCount: 11), in: folder)
    #expect(throws: WorkbenchError.self) {
      try writer.write(progress: { _ in .stop }) { rows in try rows.map { try writer.encode(self.tile($0)) } }
    }
    #expect(writer.missingShards() == [1, 2])
    #expect(imagingError { _ = try TilePack.Reader(folder) }?.code == .missing)
    #expect(try write(header(rowCount: 11)) == [4..<8, 8..<11])
    #expect(try write(header(rowCount: 11)).isEmpty)
    for index in 0..<3 { #expect(try bytes(ofShard: index) == (try bytes(ofShard: index, in: whole))) }
  }

  @Test("A pack of another content is foreign, and is made again")
  func foreign() throws {
    _ = try write(header(rowCount: 6))
    #expect(imagingError { _ = try TilePack.Reader(folder, contentKey: "other") }?.code == .foreignTilePack)
    #expect(try write(header(rowCount: 6, key: "other")).count == 2)
    _ = try TilePack.Reader(folder, contentKey: "other")
    // Two packs mixed in one folder.
    let second = folder.appendingPathComponent("second")
    _ = try write(header(rowCount: 6), to: second)
    try bytes(ofShard: 1, in: second).write(to: TilePack.url(ofShard: 1, in: folder))
    #expect(imagingError { _ = try TilePack.Reader(folder) }?.code == .foreignTilePack)
  }

  @Test("A shard that is cut off anywhere, or has bytes behind it, is refused on opening")
  func truncated() throws {
    _ = try write(header(rowCount: 4))
    let url = TilePack.url(ofShard: 0, in: folder)
    let whole = try bytes(ofShard: 0)
    for count in stride(from: 0, to: whole.count, by: 23) {
      try whole.prefix(count).write(to: url)
      #expect(imagingError { _ = try TilePack.Reader(folder) }?.code == .truncated)
    }
    try (whole + [0]).write(to: url)
    #expect(imagingError { _ = try TilePack.Reader(folder) }?.code == .truncated)
    #expect(TilePack.Writer(header(rowCount: 4), in: folder).missingShards() == [0])
  }

  @Test("Seeded damage to a shard gives an error or a picture, never a crash")
  func survivesMutation() throws {
    _ = try write(header(rowCount: 4))
    let whole = try bytes(ofShard: 0)
    var refusedCount = 0
    for item in 0..<300 {
      var random = RandomStream(seed: 5, purpose: "damage", items: item)
      var damaged = whole
      // Half of them in the header and the index.
      let limit = item % 2 == 0 ? 80 : damaged.count
      damaged[Int.random(in: 0..<limit, using: &random)] = UInt8.random(in: 0...255, using: &random)
      try damaged.write(to: TilePack.url(ofShard: 0, in: folder))
      do {
        let reader = try TilePack.Reader(folder, contentKey: "abc")
        for row in 0..<min(4, reader.header.rowCount) { _ = try reader.tile(row: row) }
      } catch {
        refusedCount += 1
      }
    }
    #expect(refusedCount > 100)
  }
}
