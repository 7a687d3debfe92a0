import Foundation
import Testing
import TestSupport
import Workbench

@Suite struct FilesTests {
  private let folder: URL

  init() throws { folder = try TemporaryFolder().url }

  @Test func `a writer that fails leaves the old file and no neighbour`() throws {
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
    try AtomicFile.write("x", to: folder.appendingPathComponent("file"))
    #expect {
      try AtomicFile.write("y", to: folder.appendingPathComponent("file/inner.txt"))
    } throws: { error in
      (error as? WorkbenchError)?.code == .unwritable
    }
  }

  @Test func `what killed writers left is removed, and nothing else`() throws {
    for name in ["a.csv", ".b.csv.77-0.part", "deep/.mosaics.part/cluster.png", ".lock", "plain.part"] {
      try AtomicFile.write("x", to: folder.appendingPathComponent(name))
    }
    AtomicFile.removeLeftovers(in: folder)
    #expect(FolderContents.names(in: folder) == [".lock", "a.csv", "deep", "plain.part"])
  }

  @Test func `a folder that is held is not made again, by any writer, until it is let go`() throws {
    let run = folder.appendingPathComponent("run")
    let inner = run.appendingPathComponent("stages/mine.json")
    try AtomicFile.write("x", to: inner)
    do {
      let held = HeldFolder(run)
      // Held twice and let go once it is still held; below it folders are made as ever.
      do { _ = HeldFolder(run) }
      try AtomicFile.write("x", to: run.appendingPathComponent("new/folder/a"))
      try FileManager.default.removeItem(at: run)
      let writers: [() throws -> Void] = [
        { try AtomicFile.write("x", to: inner) },
        { _ = try AppendFile(run.appendingPathComponent("log.txt")) },
        { try AtomicFile.replacing(inner) { try Data().write(to: $0) } },
        { try CompleteFolder.write(run.appendingPathComponent("mosaics")) { _ in } },
      ]
      for write in writers {
        #expect {
          try write()
        } throws: { error in
          (error as? WorkbenchError)?.message
            == "\(run.path): the folder was deleted while this process wrote into it. The same command starts again from the beginning."
        }
      }
      #expect(!FileManager.default.fileExists(atPath: run.path))
      withExtendedLifetime(held) {}
    }
    try AtomicFile.write("x", to: inner)
  }

  @Test func `a device without room is answered with 74 and what to do`() {
    let error = WorkbenchError(writing: "a.csv", errno: ENOSPC)
    #expect(error.exitCode == .inputOutput)
    #expect(
      error.message
        == "a.csv: cannot be written: the disk is full. Free some space; the same command continues where it stopped."
    )
    #expect(WorkbenchError(writing: "a.csv", errno: EDQUOT).exitCode == .inputOutput)
    #expect(WorkbenchError(writing: "a.csv", errno: EACCES).exitCode == .cannotCreate)
    #expect {
      try AppendFile(URL(fileURLWithPath: "/dev/full")).append(Data("x".utf8))
    } throws: { ($0 as? WorkbenchError)?.code == .incomplete }
  }

  @Test func `a growing file keeps whole pieces, cuts what is not wanted and goes on`() throws {
    let url = folder.appendingPathComponent("deep/log.txt")
    try AppendFile(url).append(Data("one\ntwo\nthr".utf8))
    let file = try AppendFile(url, keeping: 8)
    try file.append(Data("three\n".utf8))
    try file.flush()
    try AppendFile(url).append(Data("four\n".utf8))
    #expect(try String(contentsOf: url, encoding: .utf8) == "one\ntwo\nthree\nfour\n")
  }

  @Test func `a folder appears complete or not at all`() throws {
    let url = folder.appendingPathComponent("mosaics")
    struct Failure: Error {}
    func fill(_ text: String, fails: Bool) throws {
      try CompleteFolder.write(url, replacing: true) { folder in
        try AtomicFile.write(text, to: folder.appendingPathComponent("a"))
        if fails { throw Failure() }
      }
    }
    #expect(throws: Failure.self) { try fill("new", fails: true) }
    #expect(!FileManager.default.fileExists(atPath: url.path))
    try fill("old", fails: false)
    #expect(throws: Failure.self) { try fill("new", fails: true) }
    #expect(try String(contentsOf: url.appendingPathComponent("a"), encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mosaics"])
  }

  @Test func `the hash of abc is the one of FIPS 180-2, in one piece or in two`() throws {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(ContentHash.hexadecimal(of: "abc") == expected)
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
