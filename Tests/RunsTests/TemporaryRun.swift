import Foundation
import Runs
import Workbench

/// A run directory that is not made yet, and is removed at the end of the test.
final class TemporaryRun {
  let directory: RunDirectory

  init() {
    directory = RunDirectory(
      FileManager.default.temporaryDirectory.appendingPathComponent("zoomin-run-\(UUID().uuidString)"))
  }

  deinit { try? FileManager.default.removeItem(at: directory.url) }

  /// The text of a file.
  func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }
}

/// The number of a process that has ended.
func endedProcess() throws -> Int32 {
  let process = Process()
  process.executableURL = URL(filePath: "/bin/true")
  try process.run()
  process.waitUntilExit()
  return process.processIdentifier
}
