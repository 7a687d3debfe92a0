import Foundation
import Workbench

/// A folder that vanishes with this value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "zoomin-discovery-\(UUID().uuidString)")
    try AtomicFile.createFolder(url)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
