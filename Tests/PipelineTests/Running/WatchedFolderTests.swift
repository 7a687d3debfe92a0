import Foundation
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct WatchedFolderTests {
  @Test func `a folder that is deleted, moved or replaced is gone; one that is written into is not`() throws {
    for change in ["written", "deleted", "moved", "replaced"] {
      let folder = try TemporaryFolder()
      let url = folder["watched"]
      try AtomicFile.createFolder(url)
      let watched = WatchedFolder(url)
      try watched.check()
      switch change {
      case "written": try folder.write("a", "watched/deep/a.txt")
      case "deleted": try FileManager.default.removeItem(at: url)
      case "moved": try FileManager.default.moveItem(at: url, to: folder["elsewhere"])
      default:
        try FileManager.default.moveItem(at: url, to: folder["elsewhere"])
        try AtomicFile.createFolder(url)
      }
      #expect(watched.isGone == (change != "written"), "\(change)")
      guard change != "written" else { continue }
      let error = #expect(throws: WorkbenchError.self) { try watched.check() }
      #expect(error?.code == .unreadable && error?.place == url.path)
    }
  }

  @Test func `a folder that does not exist yet is not watched`() throws {
    let folder = try TemporaryFolder()
    let watched = WatchedFolder(folder["later"])
    #expect(!watched.isGone)
    try AtomicFile.createFolder(folder["later"])
    #expect(!watched.isGone)
  }
}
