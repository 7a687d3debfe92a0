import Foundation
import TestSupport
import Testing

@Suite struct FolderContentsTests {
  @Test func `a changed, a missing and an added file are differences, at any depth`() throws {
    let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
    for folder in [one, other] { try folder.write("same", "a/same.txt") }
    #expect(try FolderContents(one.url) == FolderContents(other.url))
    try one.write("before", "a/b/changed.txt")
    try other.write("after", "a/b/changed.txt")
    try one.touch("missing.txt")
    try other.touch("added.txt")
    let contents = try FolderContents(one.url)
    #expect(
      contents.differences(from: try FolderContents(other.url)) == [
        "a/b/changed.txt", "added.txt", "missing.txt",
      ])
    #expect(contents["a/b/changed.txt"] == Data("before".utf8) && contents["added.txt"] == nil)
    #expect(
      FolderContents.names(in: one.url) == ["a", "a/b", "a/b/changed.txt", "a/same.txt", "missing.txt"])
  }

  @Test func `only the wanted files are compared`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", "timing.json")
    try folder.write("2", "record.json")
    let contents = try FolderContents(folder.url) { $0 != "timing.json" }
    #expect(contents.files == ["record.json": Data("2".utf8)])
  }
}
