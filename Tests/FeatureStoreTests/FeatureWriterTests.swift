import Foundation
import Testing
import TestSupport
import Workbench

@testable import FeatureStore

@Suite("The feature file, written and read back")
struct FeatureWriterTests {
  @Test("gives back every value, with image indices counted over the whole file")
  func readsBack() throws {
    let folder = try TemporaryFolder()
    let hash = try FeatureFixture.write(folder["features.h5"], pictureCount: 11, blockSize: 4)
    let reader = try FeatureReader(folder["features.h5"])
    let expected = try FeatureFixture.block(0..<11)
    #expect(reader.attributes == FeatureFixture.attributes)
    #expect(reader.storedContentHash == hash)
    #expect(try reader.contentHash() == hash)
    #expect(reader.imageCount == 11)
    #expect(try reader.images() == expected.images)
    #expect(try reader.regions() == expected.regions)
    #expect(try reader.lesions() == expected.lesions)
    #expect(try reader.features() == expected.features)
    let picture = try #require(try reader.attention(image: 10))
    #expect(picture == expected.attention[10 * 45..<11 * 45].map { Float($0) })
    #expect(picture[0] == Float(Float16(-20.0 / 13)))
    #expect(try reader.coordinates()?.prefix(2) == [-7, -6], "-6.5 and -5.5 are rounded away from zero")
  }

  @Test("takes data sets of more than a megabyte, of which a new file stores nothing yet")
  func large() throws {
    let folder = try TemporaryFolder()
    let hash = try FeatureFixture.write(folder["large.h5"], pictureCount: 12_000, blockSize: 6_000)
    let reader = try FeatureReader(folder["large.h5"])
    // Attention in f16: 12,000 x 5 x 3 x 3 x 2 bytes.
    #expect(reader.imageCount == 12_000 && reader.storedContentHash == hash)
    #expect(try reader.contentHash() == hash)
  }

  @Test("has the same bytes whatever the blocks were", arguments: [1, 2, 5, 11, 40])
  func bytesDoNotDependOnBlocks(blockSize: Int) throws {
    let folder = try TemporaryFolder()
    let whole = try FeatureFixture.write(folder["a.h5"], pictureCount: 11, blockSize: 3)
    let other = try FeatureFixture.write(folder["b.h5"], pictureCount: 11, blockSize: blockSize)
    #expect(whole == other)
    #expect(try Data(contentsOf: folder["a.h5"]) == Data(contentsOf: folder["b.h5"]))
  }

  @Test("has the same bytes when a chunk is filled from several blocks")
  func chunksAcrossBlocks() throws {
    let folder = try TemporaryFolder()
    func write(_ name: String, blockSize: Int) throws -> Data {
      let total = 700
      let writer = FeatureWriter(
        file: folder[name], attributes: FeatureFixture.attributes, dimension: 1024,
        blockCount: (total + blockSize - 1) / blockSize)
      for index in 0..<writer.blockCount {
        var block = FeatureBlock(dimension: 1024, grid: FeatureFixture.grid)
        for picture in index * blockSize..<min(total, (index + 1) * blockSize) {
          try block.append(
            FeatureFixture.image(picture), attention: Array(repeating: 0, count: 45),
            regions: [FeatureFixture.region(picture: picture, rank: 0)],
            features: Array(repeating: Float(picture), count: 1024))
        }
        try writer.write(block, index: index)
      }
      try writer.assemble()
      return try Data(contentsOf: folder[name])
    }
    let bytes = try write("a.h5", blockSize: 700)
    #expect(try write("b.h5", blockSize: 333) == bytes)
    let reader = try FeatureReader(folder["a.h5"])
    #expect(
      try reader.features(rows: 255..<257) == Array(repeating: 255, count: 1024)
        + Array(repeating: 256, count: 1024))
    #expect(try reader.features(rows: 699..<700).last == 699)
  }

  @Test("resumes: completed blocks are known, others are not, and the parts are gone at the end")
  func resumes() throws {
    let folder = try TemporaryFolder()
    let undisturbed = try FeatureFixture.write(folder["a.h5"], pictureCount: 8, blockSize: 4)
    let file = folder["features.h5"]
    let first = FeatureWriter(
      file: file, attributes: FeatureFixture.attributes, dimension: FeatureFixture.dimension, blockCount: 2)
    try first.write(try FeatureFixture.block(0..<4), index: 0)
    let part = folder["features.part-00001.h5"]
    try Data("half a file".utf8).write(to: part)

    var moved = FeatureFixture.attributes
    moved.dataRoot = "/elsewhere"
    #expect(FeatureWriter(file: file, attributes: moved, dimension: 7, blockCount: 2).hasBlock(0))
    moved.checkpointSHA256 = "another network"
    #expect(!FeatureWriter(file: file, attributes: moved, dimension: 7, blockCount: 2).hasBlock(0))
    #expect(first.hasBlock(0))
    #expect(!first.hasBlock(1), "a damaged part is written again")
    #expect(throws: FeatureStoreError.self) { try first.assemble() }
    #expect(!FileManager.default.fileExists(atPath: file.path))

    try first.write(try FeatureFixture.block(4..<8), index: 1)
    #expect(try first.assemble() == undisturbed)
    #expect(try Data(contentsOf: file) == Data(contentsOf: folder["a.h5"]))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == [
        "a.h5", "features.h5",
      ])
  }

  @Test("may hold no region, and no picture", arguments: [0, 1])
  func empty(pictureCount: Int) throws {
    let folder = try TemporaryFolder()
    let hash = try FeatureFixture.write(folder["a.h5"], pictureCount: pictureCount, blockSize: 1)
    let reader = try FeatureReader(folder["a.h5"])
    #expect(reader.rowCount == 0)
    #expect(reader.dimension == FeatureFixture.dimension)
    #expect(try reader.images()?.count == pictureCount)
    #expect(try reader.regions() == [])
    #expect(try reader.contentHash() == hash)
  }

  @Test("refuses what is not finite, with the picture's name", arguments: [Float.nan, .infinity, -.infinity])
  func refusesNonFinite(bad: Float) throws {
    var block = FeatureBlock(dimension: 7, grid: 3)
    var features = Array(repeating: Float.greatestFiniteMagnitude, count: 14)
    features[9] = bad
    let regions = (0..<2).map { FeatureFixture.region(picture: 2, rank: $0) }
    let error = #expect(throws: FeatureStoreError.self) {
      try block.append(
        FeatureFixture.image(2), attention: Array(repeating: 0, count: 45), regions: regions,
        features: features)
    }
    #expect(error?.code == .nonFinite)
    #expect(error?.description == "images/2.jpeg, picture 2_ø: the feature of region 1 is not finite.")
    features[9] = -Float.greatestFiniteMagnitude
    try block.append(
      FeatureFixture.image(2), attention: Array(repeating: 0, count: 45), regions: regions, features: features
    )
    #expect(block.images.count == 1)
  }

  @Test("refuses pictures of which only some have a head")
  func refusesPartialHeads() throws {
    let folder = try TemporaryFolder()
    var block = try FeatureFixture.block(0..<1)
    var image = FeatureFixture.image(1)
    image.yC = FeatureFixture.probabilities(0)
    try block.append(image, attention: Array(repeating: 0, count: 45), regions: [], features: [])
    let writer = FeatureWriter(
      file: folder["a.h5"], attributes: FeatureFixture.attributes, dimension: 7, blockCount: 1)
    let error = #expect(throws: FeatureStoreError.self) { try writer.write(block, index: 0) }
    #expect(error?.reason == "some pictures have probabilities /image/y_c and others do not")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
  }
}
