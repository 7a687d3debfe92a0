import Foundation
import Testing
import TestSupport
import Workbench

@testable import FeatureStore

@Suite("The process sent ahead")
struct FeatureFileProbeTests {
  /// A program that ignores the file and does what the shell text says.
  private func program(_ text: String, in folder: TemporaryFolder) throws -> URL {
    let url = folder["program"]
    try Data("#!/bin/sh\n\(text)\n".utf8).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    return url
  }

  private func file(in folder: TemporaryFolder) throws -> URL {
    _ = try FeatureFixture.write(folder["features.h5"], pictureCount: 3, blockSize: 2)
    return folder["features.h5"]
  }

  @Test("hands over the open file where the child ends well")
  func passes() throws {
    let folder = try TemporaryFolder()
    let check = try program("test \"$1\" = __probe && test -f \"$2\"", in: folder)
    #expect(try FeatureFileProbe.checked(try file(in: folder), program: check).imageCount == 3)
  }

  @Test("turns a crash into a sentence")
  func crash() throws {
    let folder = try TemporaryFolder()
    let check = try program("kill -SEGV $$", in: folder)
    let url = try file(in: folder)
    let error = #expect(throws: FeatureStoreError.self) {
      try FeatureFileProbe.checked(url, program: check)
    }
    #expect(error?.code == .crashed)
    #expect(error?.reason == "the HDF5 library crashes on it (signal 11): the file is corrupt")
  }

  @Test("does not wait for ever", arguments: ["exec sleep 60", "while :; do :; done"])
  func hangs(_ text: String) throws {
    let folder = try TemporaryFolder()
    let check = try program(text, in: folder)
    let url = try file(in: folder)
    let error = #expect(throws: FeatureStoreError.self) {
      try FeatureFileProbe.checked(url, program: check, secondsAllowed: 0.1)
    }
    #expect(error?.code == .crashed)
  }

  @Test("waits for a child that is slow without computing")
  func slow() throws {
    let folder = try TemporaryFolder()
    let check = try program("sleep 1", in: folder)
    let url = try file(in: folder)
    #expect(try FeatureFileProbe.checked(url, program: check, secondsAllowed: 0.5).imageCount == 3)
  }

  @Test("hands an ordinary error on, with its type")
  func ordinaryError() throws {
    let folder = try TemporaryFolder()
    let found = FeatureStoreError(
      .nonFinite, at: "x.h5", "the feature is not finite in f32", picture: "7_left", row: 3,
      remedy: "Mine again.")
    try JSONEncoder().encode(found).write(to: folder["answer"])
    let check = try program("cat '\(folder["answer"].path)'; exit 65", in: folder)
    let url = try file(in: folder)
    let error = #expect(throws: FeatureStoreError.self) {
      try FeatureFileProbe.checked(url, program: check)
    }
    #expect(error?.message == found.message)
    #expect(error?.code == .nonFinite)
    #expect(error?.row == 3)
  }

  @Test("answers for a child that ends without a word, and never opens the file itself")
  func wordlessEnd() throws {
    let folder = try TemporaryFolder()
    let check = try program("exit 3", in: folder)
    let url = try file(in: folder)
    let error = #expect(throws: FeatureStoreError.self) {
      try FeatureFileProbe.checked(url, program: check)
    }
    #expect(error?.code == .unreadable)
    #expect(error?.reason == "the process that checks it ended with 3")
  }

  @Test("Rows that were never written are named in a file of any size")
  func largeAndUnwritten() throws {
    let folder = try TemporaryFolder()
    // What a killed extractor leaves of 400 MB: nothing, nothing of a batch, the first chunk.
    for (name, shape, written, rows) in [
      ("nothing", [100_000, 1024], 0, "rows 0 to 99999"),
      ("batch", [1, 100_000, 1024], 0, "rows 0 to 99999"),
      ("part", [100_000, 1024], 32, "rows 32 to 99999"),
    ] {
      let file = try HDF5File.create(folder[name])
      let dataset = try file.createDataset("/features", .float32, shape: shape, chunkRows: 32)
      try dataset.write([Float](repeating: 1, count: written * 1024), firstRow: 0)
      try file.close()
      let error = #expect(throws: FeatureStoreError.self) { try FeatureFileProbe.probe(folder[name]) }
      #expect(error?.reason == "/features was never written in \(rows)")
    }
    let claims = SourceTree.test("FeatureStoreTests/Golden/unwritten.h5")
    let error = #expect(throws: FeatureStoreError.self) { try FeatureFileProbe.probe(claims) }
    #expect(error?.reason == "/features was never written in rows 0 to 1099511627775")
  }

  @Test("Where a chunk is missing among very many, the missing ones are only counted")
  func manyChunks() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5File.create(folder["features.h5"])
    let count = HDF5Dataset.listedChunks + 1
    let dataset = try file.createDataset("/features", .float32, shape: [count, 2], chunkRows: 1)
    try dataset.write([1, 2], firstRow: 0)
    try file.close()
    let error = #expect(throws: FeatureStoreError.self) { try FeatureFileProbe.probe(folder["features.h5"]) }
    #expect(error?.reason == "/features was never written in \(count - 1) of its \(count) chunks")
  }

  @Test("A data set that claims far more than the file stores is refused before memory is taken for it")
  func claims() throws {
    let folder = try TemporaryFolder()
    let url = folder["features.h5"]
    let file = try HDF5File.create(url)
    try file.createDataset("/features", .float32, shape: [4, 8], chunkRows: 4)
      .write((0..<32).map { Float($0) }, firstRow: 0)
    try file.close()
    // The extents of the table, and of its only chunk, become 2^20 rows.
    var bytes = try Data(contentsOf: url)
    for (extents, row) in [
      ([4, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0], 0), ([4, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0], 0),
    ] as [([UInt8], Int)] {
      let place = try #require(bytes.range(of: Data(extents)))
      bytes[place.lowerBound + row] = 0
      bytes[place.lowerBound + row + 2] = 16
    }
    try bytes.write(to: url)
    let error = #expect(throws: FeatureStoreError.self) { try FeatureFileProbe.probe(url) }
    #expect(error?.code == .malformed)
    #expect(error?.reason == "/features claims to hold 33554432 bytes, but the file stores 128")
  }
}
