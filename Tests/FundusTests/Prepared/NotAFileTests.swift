import Foundation
import Fundus
import Imaging
import TestSupport
import Testing

/// What lies in a picture's place and is no picture: it is left out with a reason, and nothing waits for it.
@Suite(.timeLimit(.minutes(1)))
struct NotAFileTests {
  private let data: TemporaryFolder
  private let cache: TemporaryFolder

  /// The good picture a; b is a folder, c a named pipe, d a link to nothing, e a link to itself, f a link to a.
  init() throws {
    (data, cache) = (try TemporaryFolder(), try TemporaryFolder())
    try data.write(DiscPicture().raster().jpeg(quality: 90), "a.jpg")
    try data.touch("b.jpg/inside.txt")
    #expect(mkfifo(data["c.jpg"].path, 0o600) == 0)
    #expect(symlink("nowhere.jpg", data["d.jpg"].path) == 0)
    #expect(symlink("e.jpg", data["e.jpg"].path) == 0)
    #expect(symlink("a.jpg", data["f.jpg"].path) == 0)
  }

  private func prepare(
    _ column: String, _ missing: DataSource.MissingPictures, skippedFraction: Double = 1
  ) throws -> PreparedSet {
    let rows = ["a", "b", "c", "d", "e", "f"].map { "\($0)\(column == "path" ? ".jpg" : ""),1\n" }
    try data.write("\(column),level\n\(rows.joined())", "manifest.csv")
    let manifest = try DataSource(
      root: data.url, layout: .table(ManifestTable()), missingPictures: missing
    ).manifest()
    #expect(try manifest.listingHash() != manifest.listingHash(includingTimes: true))
    return try PictureStore(folder: cache.url).prepare(
      manifest,
      PreparationConfiguration(viewPixels: 32, zoomPixels: 64, maximumSkippedFraction: skippedFraction),
      budget: .tests)
  }

  private let clauses = [
    "is a folder, not a file", "is a named pipe, not a file",
    "is a symbolic link to a file that is not there",
    "is a symbolic link to a file that is not there",
  ]

  @Test(arguments: ["image", "path"])
  func `they count as pictures that cannot be read`(column: String) throws {
    let set = try prepare(column, .refused)
    #expect(set.manifest.entries.map(\.id) == ["a", "f"] && set.manifest.missing.isEmpty)
    #expect(set.skipped.map(\.id) == ["b", "c", "d", "e"])
    #expect(set.skipped.map(\.clause) == clauses)
    #expect(set.skipped.allSatisfy { $0.remedy != nil })
    let error = #expect(throws: FundusError.self) { try prepare(column, .refused, skippedFraction: 0.1) }
    #expect(error?.reason.hasSuffix("the first, b.jpg, is a folder, not a file") == true)
  }

  @Test(arguments: ["image", "path"])
  func `where missing pictures are skipped they are, with the reason, and end nothing`(column: String) throws
  {
    let set = try prepare(column, .skipped, skippedFraction: 0)
    #expect(set.count == 2 && set.skipped.isEmpty && set.manifest.unlisted.isEmpty)
    #expect(set.manifest.missing.map(\.name) == ["b", "c", "d", "e"])
    #expect(set.manifest.missing.map(\.clause) == clauses)
    #expect(
      DataCheck(set, layout: .table).text().contains(
        "b: is a folder, not a file (\(data.url.path)/manifest.csv, line 3)\n"))
  }

  @Test func `a pipe among the lesion masks ends in one sentence`() throws {
    try data.write("image,level\na,1\n", "manifest.csv")
    try data.touch("masks/readme.txt")
    #expect(mkfifo(data["masks/a_MA.png"].path, 0o600) == 0)
    let source = DataSource(root: data.url, layout: .table(ManifestTable()), lesionMaskFolders: ["masks"])
    for read in [{ _ = try source.lesionHash() }, { _ = try source.manifest() }] {
      let error = #expect(throws: FundusError.self) { try read() }
      #expect(error?.description == "\(data["masks/a_MA.png"].path): is a named pipe, not a file.")
    }
  }

  @Test func `a picture that is transparent says so, and does not show nothing`() throws {
    let disc = DiscPicture().raster()
    var clear = WrittenPicture(
      width: disc.width, height: disc.height, channelCount: 3, bytes: disc.samples
    ).adding(channel: 0)
    try data.write(Data(clear.png(bits: 8)), "clear.png")
    for pixel in 0..<600 { clear.samples[pixel * 4 + 3] = 255 }
    try data.write(Data(clear.png(bits: 8)), "nearly.png")
    try data.write("image,level\na,1\nclear,1\nnearly,1\n", "manifest.csv")
    let set = try PictureStore(folder: cache.url).prepare(
      DataSource(root: data.url, layout: .table(ManifestTable())).manifest(),
      PreparationConfiguration(viewPixels: 32, zoomPixels: 64, maximumSkippedFraction: 1), budget: .tests)
    #expect(
      set.skipped.map(\.reason) == [
        "The picture is transparent everywhere, so it shows nothing. Save it without transparency, or remove its row.",
        "The picture is transparent in 99 % of its area, so it shows nothing. Save it without transparency, or remove its row.",
      ])
  }
}
