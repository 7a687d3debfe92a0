import Foundation
import Testing
import Workbench

@Suite struct FilesTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("zoomin-files-\(UUID().uuidString)")

  @Test func `a writer that fails leaves the old file and no neighbour`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent("deep/status.json")
    try AtomicFile.write("old", to: url)
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try AtomicFile.replacing(url) { temporary in
        try Data("half".utf8).write(to: temporary)
        throw Failure()
      }
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == "old")
    let names = try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
    #expect(names == ["status.json"])
  }

  @Test func `a folder that is a file is answered with a sentence`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try AtomicFile.write("x", to: folder.appendingPathComponent("file"))
    #expect {
      try AtomicFile.write("y", to: folder.appendingPathComponent("file/inner.txt"))
    } throws: { error in
      (error as? WorkbenchError)?.code == .unwritable
    }
  }

  @Test func `the hash of abc is the one of FIPS 180-2, in one piece or in two`() throws {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(ContentHash.hexadecimal(of: "abc") == expected)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent("abc")
    try AtomicFile.write("abc", to: url)
    #expect(try ContentHash.hexadecimal(ofFile: url) == expected)
  }

  @Test func `parallel work covers every index once and reports the lowest failure`() throws {
    #expect(try Parallel.map(count: 500, threadCount: 4) { $0 * $0 } == (0..<500).map { $0 * $0 })
    struct Failure: Error, Equatable { let index: Int }
    #expect(throws: Failure(index: 3)) {
      try Parallel.map(count: 50, threadCount: 4) { index in
        if index % 10 == 3 { throw Failure(index: index) }
        return index
      }
    }
  }
}
