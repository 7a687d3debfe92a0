import Foundation
import TestSupport
import Testing

@testable import Fundus

/// Files that are pictures by their names and that are not read.
@Suite struct UnreadPictureTests {
  private func source(_ folder: TemporaryFolder, _ missing: DataSource.MissingPictures = .skipped)
    -> DataSource
  {
    DataSource(root: folder.url, layout: .table(ManifestTable()), missingPictures: missing)
  }

  @Test func `endings that mean JPEG are found`() throws {
    let folder = try TemporaryFolder()
    try folder.touch("a.jfif", "b.JPE", "c.jif", "images/d.JFIF")
    let index = try PictureIndex(root: folder.url, folders: ["", "images"])
    #expect(index.paths == ["a.jfif", "b.JPE", "c.jif", "images/d.JFIF"] && index.unreadPaths.isEmpty)
    #expect(try index.path(of: "a", table: "t", line: 1) == "a.jfif")
    #expect(try index.path(of: "d.jfif", table: "t", line: 1) == "images/d.JFIF")
  }

  @Test func `formats that are not read are counted, those of masks too`() throws {
    let folder = try TemporaryFolder()
    try folder.touch("a.png", "b.bmp", "c.BMP", "d.gif", "images/e.webp", ".f.bmp", "g.txt", "masks/a_MA.bmp")
    try folder.write("image,level\na,1\n", "manifest.csv")
    var source = source(folder)
    source.lesionMaskFolders = ["masks"]
    let manifest = try source.manifest()
    #expect(manifest.unread == ["b.bmp", "c.BMP", "d.gif", "images/e.webp", "masks/a_MA.bmp"])
    #expect(manifest.unreadCounts == "3 .bmp, 1 .gif, 1 .webp" && manifest.unlisted.isEmpty)
  }

  @Test func `a row whose picture has such a format says it`() throws {
    let folder = try TemporaryFolder()
    try folder.touch("a.png", "images/b.bmp")
    try folder.write("image,level\na,1\nb,1\n", "manifest.csv")
    let skipped = try source(folder).manifest().missing
    #expect(skipped.map(\.clause) == ["is only there as images/b.bmp, a format that is not read"])
    let error = #expect(throws: FundusError.self) { try source(folder, .refused).manifest() }
    #expect(
      error?.message
        == "\(folder["manifest.csv"].path), line 3: there is no picture for b in \(folder.url.path), and images/b.bmp is in "
        + "a format that is not read. Convert it to PNG, JPEG or TIFF, remove the row, or set data.missing_pictures to "
        + "skipped.")
  }
}
