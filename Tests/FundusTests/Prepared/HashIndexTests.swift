import Foundation
import TestSupport
import Testing

@testable import Fundus

@Suite("The memory of hashes")
struct HashIndexTests {
  private let stamp = FileStamp(byteCount: 10, modified: 77)

  @Test("is read back from its file, and knows nothing of a file that changed")
  func remembers() throws {
    let file = try TemporaryFolder()["cache/sources.csv"]
    let index = HashIndex(file)
    try index.save()
    #expect(!FileManager.default.fileExists(atPath: file.path), "nothing new is not written")
    index.remember("b, \"c\".png", stamp: stamp, sha256: "bb")
    index.remember("a.png", stamp: stamp, sha256: "aa")
    try index.save()
    let read = HashIndex(file)
    #expect(read.sha256(of: "a.png", stamp: stamp) == "aa")
    #expect(read.sha256(of: "b, \"c\".png", stamp: stamp) == "bb")
    #expect(read.sha256(of: "a.png", stamp: FileStamp(byteCount: 11, modified: 77)) == nil)
    #expect(read.sha256(of: "a.png", stamp: FileStamp(byteCount: 10, modified: 78)) == nil)
    #expect(read.sha256(of: "c.png", stamp: stamp) == nil)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.hasPrefix("path,bytes,modified,sha256\na.png,10,77,aa\n"))
  }

  @Test("is empty where its file is damaged, and writes it anew")
  func damaged() throws {
    let folder = try TemporaryFolder()
    for text in ["", "path,bytes\na.png,10\n", "path,bytes,modified,sha256\na.png,ten,77,aa\n", "\"half"] {
      try folder.write(text, "sources.csv")
      let index = HashIndex(folder["sources.csv"])
      #expect(index.sha256(of: "a.png", stamp: stamp) == nil)
      index.remember("a.png", stamp: stamp, sha256: "aa")
      try index.save()
      #expect(HashIndex(folder["sources.csv"]).sha256(of: "a.png", stamp: stamp) == "aa")
    }
  }
}
