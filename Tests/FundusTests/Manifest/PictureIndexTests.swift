import Foundation
import TestSupport
import Testing

@testable import Fundus

@Suite("Pictures by name")
struct PictureIndexTests {
  @Test("pictures of the folders are listed in byte order, other files and hidden ones are not")
  func listing() throws {
    let folder = try TemporaryFolder()
    try folder.touch("b.JPG", "a.tiff", "Z.png", ".c.png", "d.txt", "images/e.jpeg", "other/f.png")
    let index = try PictureIndex(root: folder.url, folders: ["", "images", "nowhere"])
    #expect(index.paths == ["Z.png", "a.tiff", "b.JPG", "images/e.jpeg"])
  }

  @Test("a name is found with its ending and without; two files of one name are an error with its line")
  func names() throws {
    let folder = try TemporaryFolder()
    try folder.touch("a.jpg", "a.png", "images/b.v2.jpeg")
    let index = try PictureIndex(root: folder.url, folders: ["", "images"])
    func path(_ name: String) throws -> String? { try index.path(of: name, table: "labels.csv", line: 7) }
    #expect(try path("a.png") == "a.png")
    #expect(try path("b.v2") == "images/b.v2.jpeg")
    #expect(try path("b") == nil)
    let error = #expect(throws: FundusError.self) { try path("a") }
    #expect(
      error?.description == "labels.csv, line 7: a may be any of a.jpg, a.png in \(folder.url.path).")
  }

  @Test(
    "a stem is the name between the last slash and the ending of a picture",
    arguments: [
      ("images/1_left.jpeg", "1_left"), ("a.b.PNG", "a.b"), ("a.b", "a.b"), ("///u///", "u"), ("", ""),
      (".png", ".png"),
    ])
  func stems(path: String, stem: String) {
    #expect(PictureIndex.stem(of: path) == stem)
    #expect(PictureIndex.isPicture(path) == (path.hasSuffix("jpeg") || path.hasSuffix("PNG")))
  }
}
