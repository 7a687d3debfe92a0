import Foundation
import Testing
import TestSupport
import Workbench

@testable import FeatureStore

/// What extractors and file servers leave behind. The files come from `Tests/Peers/feature_file.py field`.
struct FieldFilesTests {
  private let golden = SourceTree.test("FeatureStoreTests/Golden")

  /// The sentence about a file, without its folder; nil if the file is read.
  private func message(_ url: URL, dataset: String = DatasetPath.features) -> String? {
    do {
      try FeatureFileProbe.probe(url, dataset: dataset)
      return nil
    } catch let error as FeatureStoreError {
      return error.message.replacing(url.deletingLastPathComponent().path + "/", with: "")
    } catch {
      return "\(error)"
    }
  }

  private func copy(_ names: String..., into folder: TemporaryFolder) throws {
    for name in names {
      try FileManager.default.copyItem(at: golden.appendingPathComponent(name), to: folder[name])
    }
  }

  @Test(
    arguments: [
      ("never.h5", "/features was never written in rows 0 to 49"),
      ("chunks.h5", "/features was never written in rows 20 to 39"),
      ("killed.h5", "/features is 0 in all of rows 20 to 49, as if they were never written"),
      ("gaps.h5", "/features was never written in rows 0 to 9 and 35 to 49"),
    ])
  func `rows that were never written are named and never read as zeros`(name: String, reason: String) {
    #expect(
      message(golden.appendingPathComponent(name))
        == "\(name): \(reason). Finish the program that makes the features, or remove these rows.")
  }

  @Test func `a virtual data set without one of its files is refused with the rows that are lost`() throws {
    #expect(
      message(golden.appendingPathComponent("virtual.h5"))
        == "virtual.h5: /features takes rows 25 to 49 from another file, part-1.h5, which does not exist. "
        + "Copy that file into the same folder.")
    let folder = try TemporaryFolder()
    try copy("virtual.h5", "part-0.h5", into: folder)
    try FileManager.default.copyItem(at: folder["part-0.h5"], to: folder["part-1.h5"])
    #expect(message(folder["virtual.h5"]) == nil)
    let reader = try FeatureReader(folder["virtual.h5"])
    #expect(try reader.features(rows: 25..<50) == FeatureReader(folder["part-0.h5"]).features())
    // A file of this name that lacks the data set, or rows of it.
    let other = folder["other"]
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    for (source, reason) in [
      (
        "named.h5",
        "/features takes rows 25 to 49 from features of the file part-1.h5, which has no such data set"
      ),
      (
        "rows-2.h5",
        "/features takes rows 25 to 49 from features of the file part-1.h5, whose shape is only [2, 8]"
      ),
    ] {
      let place = other.appendingPathComponent(source)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for (from, to) in [("virtual.h5", "virtual.h5"), ("part-0.h5", "part-0.h5"), (source, "part-1.h5")] {
        try FileManager.default.copyItem(
          at: golden.appendingPathComponent(from), to: place.appendingPathComponent(to))
      }
      #expect(message(place.appendingPathComponent("virtual.h5"))?.hasPrefix("virtual.h5: \(reason)") == true)
    }
  }

  @Test(
    arguments: [
      (nil, ["/data/s/x.h5", "./s/x.h5", "/data/s/x.h5"]),
      ("", ["/data/s/x.h5", "./s/x.h5", "/data/s/x.h5"]),
      ("/a:/b", ["/a/s/x.h5", "/b/s/x.h5", "/data/s/x.h5", "./s/x.h5", "/data/s/x.h5"]),
      ("${ORIGIN}/y", ["/data/y/s/x.h5", "/data/s/x.h5", "./s/x.h5", "/data/s/x.h5"]),
    ] as [(String?, [String])])
  func `sources are looked for in every folder of HDF5_VDS_PREFIX`(prefix: String?, places: [String]) {
    func paths(_ name: String) -> [String] {
      VirtualSources.places(of: name, beside: "/data/v.h5", prefix: prefix).map(\.path)
    }
    let here = FileManager.default.currentDirectoryPath
    #expect(paths("s/x.h5") == places.map { $0.hasPrefix(".") ? here + $0.dropFirst() : $0 })
    #expect(paths("/gone/x.h5") == ["/gone/x.h5"] + paths("x.h5"))
    #expect(paths(".") == ["/data/v.h5"])
  }

  @Test func `a source of many mappings is named once, with all its rows`() throws {
    let folder = try TemporaryFolder()
    try copy("shuffled.h5", "part-0.h5", into: folder)
    #expect(
      message(folder["shuffled.h5"])
        == "shuffled.h5: /features takes rows 1, 3, 5 and 7, and 21 more from another file, part-1.h5, which does not "
        + "exist. Copy that file into the same folder.")
    try FileManager.default.copyItem(at: golden.appendingPathComponent("rows-2.h5"), to: folder["part-1.h5"])
    #expect(
      message(folder["shuffled.h5"])?.contains(
        "takes rows 5, 7, 9 and 11, and 19 more from features of the file part-1.h5, whose shape is only [2, 8]"
      ) == true)
    try FileManager.default.removeItem(at: folder["part-1.h5"])
    try FileManager.default.copyItem(at: folder["part-0.h5"], to: folder["part-1.h5"])
    #expect(message(folder["shuffled.h5"]) == nil)
    let part = try FeatureReader(folder["part-0.h5"]).features()
    #expect(
      try FeatureReader(folder["shuffled.h5"]).features()
        == stride(from: 0, to: part.count, by: 6).flatMap { part[$0..<$0 + 6] + part[$0..<$0 + 6] })
  }

  @Test func `the sources of a virtual data set may lie beside the file that a symbolic link leads to`()
    throws
  {
    let folder = try TemporaryFolder()
    try copy("virtual.h5", "part-0.h5", into: folder)
    try FileManager.default.copyItem(at: folder["part-0.h5"], to: folder["part-1.h5"])
    let elsewhere = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      at: elsewhere["virtual.h5"], withDestinationURL: folder["virtual.h5"])
    #expect(message(elsewhere["virtual.h5"]) == nil)
    #expect(
      try FeatureReader(elsewhere["virtual.h5"]).features() == FeatureReader(folder["virtual.h5"]).features())
  }

  @Test(arguments: [("loop.h5", "/features"), ("coords-loop.h5", "/coords")])
  func `a virtual data set that refers to itself is refused`(name: String, path: String) {
    #expect(
      message(golden.appendingPathComponent(name))
        == "\(name): \(path) refers to other virtual data sets more than 8 deep, perhaps to itself.")
  }

  @Test func `coordinates are whole numbers or absent, and never read where they were not written`() throws {
    let records = golden.appendingPathComponent("coords-records.h5")
    #expect(message(records) == nil)
    #expect(try FeatureReader(records).coordinates() == nil)
    let folder = try TemporaryFolder()
    let file = try HDF5File.create(folder["a.h5"])
    try file.createDataset("/features", .float32, shape: [4, 2], chunkRows: 2).write(
      [Float](repeating: 1, count: 8), firstRow: 0)
    try file.createDataset("/coords", .int32, shape: [4, 2], chunkRows: 2).write(
      [1, 2] as [Int32], firstRow: 0)
    try file.close()
    #expect(message(folder["a.h5"])?.hasPrefix("a.h5: /coords was never written in rows 2 to 3.") == true)
    let grouped = try HDF5File.create(folder["b.h5"])
    try grouped.createDataset("/features", .float32, shape: [4, 2], chunkRows: 2).write(
      [Float](repeating: 1, count: 8), firstRow: 0)
    try grouped.createGroup("/coords")
    try grouped.close()
    #expect(message(folder["b.h5"]) == nil)
  }

  @Test func `bf16 is read as features without loss`() throws {
    let file = golden.appendingPathComponent("brain.h5")
    #expect(message(file) == nil)
    #expect(try FeatureReader(file).features() == (0..<300).map { Float($0 % 100) / 4 })
  }

  @Test func `a source that is open already is read, and its filter is named if that is missing`() throws {
    let folder = try TemporaryFolder()
    try copy("virtual.h5", "part-0.h5", into: folder)
    try FileManager.default.copyItem(at: folder["part-0.h5"], to: folder["part-1.h5"])
    let part = try FeatureReader(folder["part-0.h5"])
    let whole = try FeatureReader(folder["virtual.h5"])
    #expect(try whole.features() == part.features() + part.features())
    // A second reader, while the library has the sources open.
    #expect(try FeatureReader(folder["virtual.h5"]).features() == whole.features())
    try copy("virtual-lzf.h5", "lzf.h5", into: folder)
    #expect(message(folder["virtual-lzf.h5"])?.hasPrefix("lzf.h5: /features is compressed by LZF") == true)
  }

  @Test func `numbers in a raw file beside are read, and a raw file that is gone or short is named`() throws {
    let folder = try TemporaryFolder()
    try copy("external.h5", into: folder)
    let file = folder["external.h5"]
    #expect(
      message(file)
        == "external.h5: keeps the numbers of /features in another file, features.raw, which does not exist. "
        + "Copy that file along, to features.raw.")
    let values = (0..<300).map { Float($0) + 1 }
    let bytes = values.withUnsafeBytes { Data($0) }
    try bytes.prefix(30 * 24 + 4).write(to: folder["features.raw"])
    #expect(
      message(file)?.hasPrefix(
        "external.h5: keeps the numbers of /features in another file, features.raw, which ends before rows 30 to 49."
      ) == true)
    try bytes.write(to: folder["features.raw"])
    #expect(try FeatureReader(file).features() == values)
    #expect(message(file) == nil)
    // The raw file on another disk, and a link to it here.
    let linked = folder["linked"]
    try FileManager.default.createDirectory(at: linked, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: file, to: linked.appendingPathComponent("external.h5"))
    try FileManager.default.createSymbolicLink(
      at: linked.appendingPathComponent("features.raw"), withDestinationURL: folder["features.raw"])
    #expect(try FeatureReader(linked.appendingPathComponent("external.h5")).features() == values)
  }

  /// The library reads the variable once in a process, so this tests only the folder that is looked into.
  @Test(
    arguments: [
      (nil, "/data"), ("", "/data"), ("/raw", "/raw"), ("${ORIGIN}/raw", "/data/raw"),
      (".", FileManager.default.currentDirectoryPath),
    ] as [(String?, String)])
  func `raw files are looked for where HDF5_EXTFILE_PREFIX says`(prefix: String?, folder: String) {
    #expect(RawFiles.folder(of: "/data/a.h5", prefix: prefix).standardizedFileURL.path == folder)
  }

  @Test func `a doubled percent sign in the names of a source is one, and no pattern`() throws {
    #expect(
      message(golden.appendingPathComponent("percent.h5"))
        == "percent.h5: /features takes rows 25 to 49 from another file, 50%.h5, which does not exist. "
        + "Copy that file into the same folder.")
    let folder = try TemporaryFolder()
    try copy("percent.h5", "part-0.h5", into: folder)
    try FileManager.default.copyItem(at: folder["part-0.h5"], to: folder["50%.h5"])
    #expect(
      message(folder["percent.h5"])?.contains("rows 25 to 49 from 100% of the file 50%.h5, which") == true)
    #expect(VirtualSources.literal("100%%%%") == "100%%" && !VirtualSources.isPattern("100%%"))
    #expect(VirtualSources.isPattern("%b") && VirtualSources.isPattern("50%%%b.h5"))
  }

  @Test func `the data sets of a virtual one may be numbered`() throws {
    let folder = try TemporaryFolder()
    try copy("numbered.h5", into: folder)
    #expect(message(folder["numbered.h5"]) == nil)
    #expect(try FeatureReader(folder["numbered.h5"]).rowCount == 50)
  }

  @Test(arguments: [("lzf.h5", "LZF (filter 32000)"), ("zstd.h5", "Zstandard (filter 32015)")])
  func `a filter that the library lacks is named`(name: String, filter: String) {
    #expect(
      message(golden.appendingPathComponent(name))
        == "\(name): /features is compressed by \(filter), which the HDF5 library of this machine does not have. "
        + "Set HDF5_PLUGIN_PATH to the folder of its plugin, or rewrite the file where it can be read: "
        + "`h5repack -f GZIP=4 OLD.h5 NEW.h5`.")
  }

  @Test func `a file of another format is named for what it is`() throws {
    let folder = try TemporaryFolder()
    try Data("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n".utf8).write(
      to: folder["a.h5"])
    #expect(
      message(folder["a.h5"])
        == "a.h5: is not an HDF5 file, but a git-LFS pointer, which only says where the file is. Fetch the file itself: "
        + "`git lfs pull` in its folder.")
    try Data([0x93] + "NUMPY\u{1}".utf8).write(to: folder["b.h5"])
    #expect(
      message(folder["b.h5"])
        == "b.h5: is not an HDF5 file, but a file of NumPy. Write its numbers into an HDF5 file, as a table named "
        + "/features.")
  }

  @Test func `a file whose writer is at work or was killed is told apart from a damaged one`() throws {
    #expect(
      message(golden.appendingPathComponent("open.h5"))
        == "open.h5: is still open for writing, or the program that wrote it was killed. Wait until it is closed; if its "
        + "writer no longer runs, `h5clear -s open.h5` removes the mark.")
    let folder = try TemporaryFolder()
    let bytes = try Data(contentsOf: golden.appendingPathComponent("open.h5"))
    try (Data(repeating: 0, count: 512) + bytes).write(to: folder["block.h5"])
    #expect(message(folder["block.h5"])?.contains("is still open for writing") == true)
  }

  @Test func `a link to another file that is gone is named`() {
    #expect(
      message(golden.appendingPathComponent("link.h5"))
        == "link.h5: /features is a link to /feats of the file gone.h5, which does not exist or cannot be opened. "
        + "Copy the linked file to where the link looks for it, or write the features into the file."
    )
  }

  @Test(
    arguments: [
      (
        "named.h5",
        "has no data set /features; the file holds /20x/feats f32 [50, 6], /20x/names string [50] and /coords i64 "
          + "[50, 2]. Name the data set with the features: --dataset /20x/feats."
      ),
      (
        "group.h5",
        "/features is a group and no data set; the file holds /features/a f32 [50, 6]. Name the data set with the "
          + "features: --dataset /features/a."
      ),
    ])
  func `what a file holds is listed where it has no such data set`(name: String, sentence: String) {
    #expect(message(golden.appendingPathComponent(name)) == "\(name): \(sentence)")
  }

  @Test(arguments: ["20x/feats", "/20x/feats", "//20x/feats/"])
  func `features are read under the name that is given, and hashed under it`(dataset: String) throws {
    let file = golden.appendingPathComponent("named.h5")
    #expect(message(file, dataset: dataset) == nil)
    let reader = try FeatureReader(file, dataset: dataset)
    #expect(reader.dataset == "/20x/feats" && reader.rowCount == 50 && reader.dimension == 6)
    let coords = try FeatureReader(file, dataset: "coords")
    #expect(try coords.contentHash() != reader.contentHash())
  }

  @Test func `a file of this program has its features in one place only`() throws {
    let folder = try TemporaryFolder()
    _ = try FeatureFixture.write(folder["features.h5"], pictureCount: 3, blockSize: 2)
    #expect(message(folder["features.h5"], dataset: "features") == nil)
    #expect(
      message(folder["features.h5"], dataset: "coords")
        == "features.h5: was mined by this program, whose features are /features and not /coords. Leave out --dataset."
    )
  }

  /// The hashes are those of `feature_file.py hash`.
  @Test(
    arguments: [
      ("half.h5", "b18ed2d4f32ba444a36dea7a8012461592e44000cef1670395fa30087c64c8dc"),
      ("batched.h5", "9c4e29605e3961e59345e0bfeddea4aac387ea7ef237c93e926e7eb659a18391"),
      ("whole.h5", "8ac8da75ddd657926c23f18184fbab2cdf6c2a70e7003b7e1ccce16e461ebf18"),
    ])
  func `half precision, a batch of one and whole numbers are read as features`(name: String, hash: String)
    throws
  {
    let file = golden.appendingPathComponent(name)
    #expect(message(file) == nil)
    let reader = try FeatureReader(file)
    #expect(reader.rowCount == 50 && reader.dimension == 6)
    let all = try reader.features()
    #expect(try reader.features(rows: 20..<21) == Array(all[120..<126]))
    if name == "batched.h5" { #expect(all == (0..<300).map { Float($0) / 7 }) }
    if name == "whole.h5" { #expect(all == (0..<300).map { Float($0 / 7) }) }
    #expect(try reader.contentHash() == hash)
  }

  @Test func `rows that are not finite are counted and the first are named`() throws {
    // Whichever rows are read first.
    let reader = try FeatureReader(golden.appendingPathComponent("nans.h5"))
    let error = #expect(throws: FeatureStoreError.self) { _ = try reader.features(rows: 10..<50) }
    #expect(error?.reason.hasPrefix("7 of its 50 features") == true)
    #expect(
      message(golden.appendingPathComponent("nans.h5"))
        == "nans.h5: 7 of its 50 features are not finite in f32: rows 3, 5, 7 and 9, and 3 more. "
        + "Remove these rows, or mine their pictures again.")
  }

  @Test(
    arguments: [
      ([50, 6], 0, 50, 6), ([1, 50, 6], 1, 50, 6), ([1, 1, 50, 6], 2, 50, 6), ([50, 1, 6], 0, 50, 6),
      ([50, 6, 1, 1], 0, 50, 6), ([1, 1, 6], 0, 1, 6), ([1, 6, 1, 1], 0, 1, 6), ([1, 0, 6], 1, 0, 6),
    ] as [([Int], Int, Int, Int)])
  func `axes of extent 1 are no rows`(shape: [Int], axis: Int, rows: Int, dimension: Int) throws {
    let table = try #require(FeatureTable(shape))
    #expect(table.rowAxis == axis && table.rowCount == rows && table.dimension == dimension)
  }

  @Test(arguments: [[], [6], [50, 0], [50, 6, 7], [1, 50, 1], [50, 1, 1], [1, 1, 1]] as [[Int]])
  func `shapes that do not say which axis counts the rows are no tables`(shape: [Int]) {
    #expect(FeatureTable(shape) == nil)
  }

  @Test func `rows are listed as stretches, the first four by number`() {
    var rows = RowList()
    for row in [0, 2, 3, 4, 7, 9, 11, 12] { rows.append(row..<row + 1) }
    #expect(rows.text == "rows 0, 2 to 4, 7 and 9, and 2 more" && rows.count == 8)
  }
}
