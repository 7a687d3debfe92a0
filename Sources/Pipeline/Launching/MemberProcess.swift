import Foundation
import Runs
import Workbench

/// A process of this machine that runs one member.
final class MemberProcess {
  /// The member.
  let member: SweepMember
  private let sweep: SweepDirectory
  private let process: Process

  /// Starts the process of a member; nil if a process of an earlier start is still alive.
  ///
  /// - Parameters:
  ///   - program: what is called as `program run MEMBER.yaml`.
  ///   - overrides: settings that change no result.
  /// - Throws: `WorkbenchError` with code `.unwritable`; `PipelineError` if the program does not start.
  init?(_ member: SweepMember, in sweep: SweepDirectory, program: URL, overrides: [String]) throws {
    // The process inherits the lock of the log. Held here, it would survive the process, so it is closed on return.
    guard let log = try MemberLog(of: member, in: sweep).open() else { return nil }
    try MemberEnding.forget(of: member, in: sweep)
    self.member = member
    self.sweep = sweep
    process = Process()
    process.executableURL = program
    process.arguments = ["run", sweep.experiment(of: member).path] + overrides
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = log
    process.standardError = log
    do {
      try process.run()
    } catch {
      throw PipelineError(.noResult, at: program.path, "does not start: \(error)")
    }
    try log.close()
  }

  /// How the process ended, written down for later starts; nil while it works.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable`.
  func ending() throws -> MemberEnding? {
    guard !process.isRunning else { return nil }
    let status = process.terminationStatus
    let ending = MemberEnding(code: process.terminationReason == .uncaughtSignal ? 128 + status : status)
    try ending.write(of: member, in: sweep)
    return ending
  }

  /// Asks the process to save its work and end.
  func stop() { if process.isRunning { kill(process.processIdentifier, SIGTERM) } }
}
