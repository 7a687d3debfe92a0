import Foundation
import Testing
import TestSupport
import Workbench

@Suite struct WritableFolderTests {
  @Test func `a folder that could be made is not made by asking, and a file in its way is named`() throws {
    let folder = try TemporaryFolder()["folder"]
    try WritableFolder.check(folder.appendingPathComponent("deep/deeper"), remedy: "")
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    let file = folder.appendingPathComponent("file")
    try AtomicFile.write("x", to: file)
    for (place, reason) in [
      (file, "is a file"), (file.appendingPathComponent("a/b"), "\(file.path) is a file"),
    ] {
      let error = #expect(throws: WorkbenchError.self) {
        try WritableFolder.check(place, remedy: "Name another.")
      }
      #expect(
        error?.message == "\(place.path): the folder cannot be written: \(reason). Name another.")
      #expect(error?.exitCode == .cannotCreate)
    }
  }

  // The end-to-end tests ask as another user.
  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func `a folder that is read-only is refused`() {
    let error = #expect(throws: WorkbenchError.self) {
      try WritableFolder.check(URL(filePath: "/proc/zoomin"), remedy: "")
    }
    #expect(error?.description.hasSuffix("Permission denied.") == true)
  }
}
