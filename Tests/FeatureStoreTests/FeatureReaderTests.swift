import Foundation
import Testing
import TestSupport
import Workbench

@testable import FeatureStore

/// The files under Golden and the three hashes come from `Tests/Peers/feature_file.py` (h5py 3.16, hashlib).
@Suite("Reading feature files, whoever wrote them")
struct FeatureReaderTests {
  private let golden = SourceTree.test("FeatureStoreTests/Golden")

  private func failure(_ url: URL) -> FeatureStoreError? {
    #expect(throws: FeatureStoreError.self) { try FeatureFileProbe.probe(url) }
  }

  @Test("the content hash is the one that h5py and hashlib find")
  func contentHash() throws {
    let folder = try TemporaryFolder()
    let hash = try FeatureFixture.write(folder["features.h5"], pictureCount: 11, blockSize: 4)
    #expect(hash == "6148cf1337b46b2f234753a95e1a5f9e0f70316a9e5121541e6706d0fb1b464f")
  }

  @Test(
    "a foreign file is read, compressed or double, big-endian or in a newer format",
    arguments: [
      ("clam.h5", "4e37419d62fce04846eaa02768b27046b0c703e09e0bed8873fd330d317f54e6"),
      ("double.h5", "1ae25dd3f8a294433b73141776ce6c8dfe77911202d46da55700c65dcf2735dc"),
    ])
  func foreign(name: String, hash: String) throws {
    let reader = try FeatureReader(golden.appendingPathComponent(name))
    #expect(reader.isForeign)
    #expect(reader.rowCount == 50)
    #expect(reader.dimension == 6)
    #expect(try reader.features(rows: 10..<30) == (60..<180).map { Float($0) / 7 })
    #expect(try reader.contentHash() == hash)
    #expect(try reader.coordinates() == (name == "clam.h5" ? (0..<100).map { Int32($0) } : nil))
    #expect(try reader.regions() == nil)
    #expect(try reader.images() == nil)
    #expect(try reader.lesions() == nil)
    #expect(try reader.attention(image: 0) == nil)
    #expect(reader.attributes == nil)
    var rows: [Range<Int>] = []
    try reader.forEachBlock(rowsPerBlock: 20) { range, values in
      rows.append(range)
      #expect(values.count == range.count * 6)
    }
    #expect(rows == [0..<20, 20..<40, 40..<50])
  }

  @Test(
    "what cannot be used is named in one sentence",
    arguments: [
      ("other.h5", "has no data set /features; the file holds /embeddings f32 [50, 6]"),
      ("absent.h5", "does not exist"),
    ])
  func refused(name: String, reason: String) throws {
    #expect(failure(golden.appendingPathComponent(name))?.reason == reason)
  }

  @Test("NaN is refused with its row")
  func nonFinite() throws {
    let error = failure(golden.appendingPathComponent("nan.h5"))
    #expect(error?.code == .nonFinite)
    #expect(error?.row == 41)
  }

  @Test("a text file is not HDF5, and a file cut short is told apart")
  func notHDF5() throws {
    let folder = try TemporaryFolder()
    try Data("image,level\n".utf8).write(to: folder["a.csv"])
    let text = failure(folder["a.csv"])
    #expect(text?.code == .unreadable)
    #expect(text?.reason == "cannot be opened as HDF5: file signature not found")
    _ = try FeatureFixture.write(folder["features.h5"], pictureCount: 11, blockSize: 4)
    let bytes = try Data(contentsOf: folder["features.h5"])
    try bytes.prefix(bytes.count / 2).write(to: folder["features.h5"])
    let cut = failure(folder["features.h5"])
    #expect(cut?.code == .unreadable)
    #expect(cut?.reason.contains("truncated file") == true)
  }

  @Test(
    "a file that does not say where cells look, as an earlier version wrote it, is read as cells that tile the view"
  )
  func withoutPlaces() throws {
    let folder = try TemporaryFolder()
    _ = try FeatureFixture.write(folder["features.h5"], pictureCount: 11, blockSize: 4)
    let bytes = try Data(contentsOf: folder["features.h5"])
    #expect(try FeatureReader(folder["features.h5"]).attributes?.cells == FeatureFixture.attributes.cells)
    func renamed(_ names: [String]) throws -> URL {
      var bytes = bytes
      for name in names {
        let place = try #require(bytes.range(of: Data(name.utf8)))
        bytes[place.lowerBound] ^= 0x20
      }
      // A name of its own: the library remembers a file that is still open.
      let url = folder[names.joined() + ".h5"]
      try bytes.write(to: url)
      return url
    }
    let older = try FeatureReader(renamed(["cell_first", "cell_stride"]))
    #expect(older.attributes?.cells == CellGrid(count: 3, tiling: 60))
    #expect(try older.contentHash() == older.storedContentHash, "attributes are no part of the content")
    for name in ["cell_first", "cell_stride"] {
      let error = failure(try renamed([name]))
      #expect(
        error?.code == .malformed && error?.reason.hasPrefix("cell_first and cell_stride are [1") == true)
    }
    // Written by h5py for the fuzzer, without them.
    let own = golden.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fuzzing/Seeds/hdf5/own.h5")
    #expect(try FeatureReader(own).attributes?.cells == CellGrid(count: 2, tiling: 56))
  }

  @Test("places of cells that are no lengths are refused", arguments: [Double.nan, .infinity, -1e9, 1e300])
  func badPlaces(value: Double) throws {
    let folder = try TemporaryFolder()
    _ = try FeatureFixture.write(folder["features.h5"], pictureCount: 2, blockSize: 4)
    var bytes = try Data(contentsOf: folder["features.h5"])
    let first = FeatureFixture.attributes.cells.firstCentre
    let place = try #require(bytes.range(of: withUnsafeBytes(of: first) { Data($0) }))
    bytes.replaceSubrange(place, with: withUnsafeBytes(of: value) { Data($0) })
    try bytes.write(to: folder["features.h5"])
    #expect(failure(folder["features.h5"])?.code == .malformed)
    #expect(failure(folder["features.h5"])?.reason.hasSuffix("not two lengths in view pixels") == true)
  }

  @Test("a newer schema is refused, and another program's schema too")
  func newerSchema() throws {
    let folder = try TemporaryFolder()
    for (name, schema, version) in [("a.h5", FeatureSchema.name, 2), ("b.h5", "something", 1)] {
      let file = try HDF5File.create(folder[name])
      try file.setAttribute("schema", schema)
      try file.setAttribute("schema_version", version)
      try file.close()
    }
    #expect(failure(folder["a.h5"])?.code == .newerSchema)
    #expect(failure(folder["a.h5"])?.exitCode == .badData)
    #expect(failure(folder["b.h5"])?.code == .malformed)
  }

  @Test("a value changed after writing is noticed")
  func changedValue() throws {
    let folder = try TemporaryFolder()
    let url = folder["features.h5"]
    _ = try FeatureFixture.write(url, pictureCount: 11, blockSize: 4)
    try FeatureFileProbe.probe(url)
    var bytes = try Data(contentsOf: url)
    let value = withUnsafeBytes(of: Float(9.375)) { Data($0) }
    let place = try #require(bytes.range(of: value))
    bytes[place.lowerBound] ^= 1
    try bytes.write(to: url)
    #expect(failure(url)?.reason == "has other values than were written: its content hash differs")
  }
}
