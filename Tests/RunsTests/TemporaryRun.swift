import Foundation
import Runs
import TestSupport

/// A run directory that is not made yet, in a folder for one test.
struct TemporaryRun {
  let directory: RunDirectory

  init() throws { directory = RunDirectory(try TemporaryFolder()["run"]) }

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
