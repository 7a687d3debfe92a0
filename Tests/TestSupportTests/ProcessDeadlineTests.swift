import Foundation
import TestSupport
import Testing

@Suite struct ProcessDeadlineTests {
  private func shell(_ command: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    try process.run()
    return process
  }

  @Test func `a process that ends is waited for, and keeps its exit code`() throws {
    let process = try shell("exit 3")
    try process.waitForEnd()
    #expect(process.terminationStatus == 3)
  }

  @Test func `a process that hangs is killed, and the test fails`() throws {
    let process = try shell("exec sleep 600")
    #expect(throws: Overdue.self) { try process.waitForEnd(atMost: 0.05) }
    #expect(!process.isRunning && process.terminationReason == .uncaughtSignal)
  }

  @Test func `waiting ends with the condition, and leaves the process alone`() throws {
    let file = try TemporaryFolder()["sign"]
    let process = try shell("touch '\(file.path)'; exec sleep 600")
    try process.wait { FileManager.default.fileExists(atPath: file.path) }
    #expect(process.isRunning && FileManager.default.fileExists(atPath: file.path))
    kill(process.processIdentifier, SIGKILL)
    try process.waitForEnd()
  }
}
