import Foundation
import Testing
import TestSupport
import Workbench

@testable import FeatureStore

/// Features and attention pass through a bounded amount of memory, however many rows there are.
///
/// The memory of the process is looked at where `ZOOMIN_STREAMED_ROWS` names a number of rows and nothing else runs:
///
///     ZOOMIN_STREAMED_ROWS=1000000 swift test --skip-build --filter ConstantMemoryTests
///
/// What is held per row are the columns beside the features, some 200 bytes of a region and its picture; the limit allows
/// them, and 64 MB for everything else, while the features alone are `rows` x 64 x 4 bytes.
struct ConstantMemoryTests {
  static let dimension = 64
  static let regionsPerPicture = 4
  static let picturesPerBlock = 2_500

  @Test("Rows are written, joined and read block by block, in bounded memory")
  func streaming() throws {
    let asked = ProcessInfo.processInfo.environment["ZOOMIN_STREAMED_ROWS"]
    let rowCount = try asked.map { try #require(Int($0)) } ?? 20_000
    let pictureCount = rowCount / Self.regionsPerPicture
    let folder = try TemporaryFolder()
    let blockCount = (pictureCount + Self.picturesPerBlock - 1) / Self.picturesPerBlock
    let writer = FeatureWriter(
      file: folder["features.h5"], attributes: FeatureFixture.attributes, dimension: Self.dimension,
      blockCount: blockCount)
    let idle = try Self.resident("VmRSS", resettingPeak: true)
    for index in 0..<blockCount {
      let first = index * Self.picturesPerBlock
      try writer.write(
        try Self.block(first..<min(pictureCount, first + Self.picturesPerBlock)), index: index)
    }
    let hash = try writer.assemble()
    let reader = try FeatureReader(folder["features.h5"])
    #expect(reader.rowCount == pictureCount * Self.regionsPerPicture)
    var (next, largest) = (0, 0)
    try reader.forEachBlock { rows, features in
      #expect(rows.lowerBound == next && features.count == rows.count * Self.dimension)
      #expect(features.first == Self.value(row: rows.lowerBound, column: 0))
      #expect(features.last == Self.value(row: rows.upperBound - 1, column: Self.dimension - 1))
      next = rows.upperBound
      largest = max(largest, features.count * 4)
    }
    #expect(next == reader.rowCount && largest <= 32 << 20)
    #expect(try reader.contentHash() == hash)
    guard asked != nil else { return }
    let peak = try Self.resident("VmHWM") - idle
    print(
      "\(next) rows: \(peak / 1_000_000) MB at most above the idle process; features \(next * 256 / 1_000_000) MB"
    )
    #expect(peak < 64_000_000 + next * 400)
  }

  // MARK: -

  private static func value(row: Int, column: Int) -> Float { Float(row % 8191) + Float(column) / 64 }

  private static func block(_ pictures: Range<Int>) throws -> FeatureBlock {
    var block = FeatureBlock(dimension: dimension, grid: FeatureFixture.grid)
    let attention = [Float](repeating: 0.5, count: 45)
    for picture in pictures {
      var features: [Float] = []
      for rank in 0..<regionsPerPicture {
        let row = picture * regionsPerPicture + rank
        for column in 0..<dimension { features.append(value(row: row, column: column)) }
      }
      var image = FeatureFixture.image(picture % 1000)
      image.id = "\(picture)"
      try block.append(
        image, attention: attention,
        regions: (0..<regionsPerPicture).map { FeatureFixture.region(picture: picture % 1000, rank: $0) },
        features: features)
    }
    return block
  }

  private static func resident(_ name: String, resettingPeak: Bool = false) throws -> Int {
    if resettingPeak { try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8) }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(name + ":") })
    let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[1]
    return try #require(Int(kilobytes)) * 1024
  }
}
