import Foundation
import TestSupport
import Testing

@testable import Fundus

/// Folders of pictures without a table.
@Suite struct PictureFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func source(_ folders: [String]? = nil) -> DataSource {
    DataSource(root: folder.url, layout: .pictures(PictureFolderLayout(folders: folders)))
  }

  @Test func `every picture below the root is listed, and names may tell patient and eye`() throws {
    try folder.touch(
      "a.jpg", "2024/May/7_left.jpeg", "2024/May/7_right.png", "notes.txt", ".hidden/x.jpg", "c.bmp")
    let manifest = try source().manifest()
    #expect(manifest.entries.map(\.path) == ["2024/May/7_left.jpeg", "2024/May/7_right.png", "a.jpg"])
    #expect(manifest.entries.map(\.patient) == ["7", "7", "a"])
    #expect(manifest.entries.map(\.eye) == [.left, .right, .unknown])
    #expect(manifest.entries.allSatisfy { $0.grade == nil && $0.assignedSplit == nil })
    #expect(manifest.unread == ["c.bmp"] && manifest.unlisted.isEmpty && manifest.missing.isEmpty)
    #expect(try source(["2024/May"]).manifest().entries.count == 2)
  }

  @Test func `links to folders are followed, and a circle of them ends`() throws {
    try folder.touch("in/a.jpg")
    let elsewhere = try TemporaryFolder()
    try elsewhere.touch("b.jpg")
    try FileManager.default.createSymbolicLink(at: folder["in/out"], withDestinationURL: elsewhere.url)
    try FileManager.default.createSymbolicLink(at: elsewhere["back"], withDestinationURL: folder.url)
    #expect(try source().manifest().entries.map(\.path) == ["in/a.jpg", "in/out/b.jpg"])
  }

  @Test func `two pictures of one name are refused, unless one is excluded by its path`() throws {
    try folder.touch("2023/a.jpg", "2024/a.jpg")
    let error = #expect(throws: FundusError.self) { try source().manifest() }
    #expect(error?.description == "\(folder["2024/a.jpg"].path): another picture is called a too.")
    try folder.write("2023/a.jpg\n", "exclude.txt")
    var excluding = source()
    excluding.exclude = "exclude.txt"
    let manifest = try excluding.manifest()
    #expect(manifest.entries.map(\.path) == ["2024/a.jpg"] && manifest.excluded == ["a"])
  }

  @Test func `a folder without a picture is a missing input`() throws {
    try folder.touch("a.bmp", "b.bmp", "c.txt")
    let error = #expect(throws: FundusError.self) { try source().manifest() }
    #expect(
      error?.message
        == "\(folder.url.path): holds no picture that can be read, only 2 .bmp. Convert them to JPEG, PNG or TIFF."
    )
    #expect(error?.exitCode == .missingInput)
  }
}
