import Foundation
import Testing
import TestSupport

extension DisturbanceTests {
  /// A disk that is full at some writing step: feigned by the program's own writer, and real on a small file
  /// system, where HDF5 too finds no room.
  @Suite(.serialized) struct FullDiskTests {
    @Test
    func `whichever writing step finds no space, no file is partial and the run resumes to the same bytes`()
      throws
    {
      // Steps in turn, at each second one with a disk that stays full; or a few, ever further apart.
      let distance = DisturbanceTests.number("ZOOMIN_FAULTS", else: 0)
      var step = DisturbanceTests.number("ZOOMIN_FAULTS_FROM", else: 1)
      let last = DisturbanceTests.number("ZOOMIN_FAULTS_TO", else: .max)
      var trials = 0
      while step <= last {
        let stays = step.isMultiple(of: 2)
        let program = try Program()
        defer { program.remove() }
        guard try failing(["ZOOMIN_FAULT_WRITE": "\(step)\(stays ? "+" : "")"], in: program, "step \(step)")
        else { break }
        trials += 1
        step = distance > 0 ? step + distance : step * 6 + 1
      }
      if step <= last { print("a run has fewer than \(step) writing steps; \(trials) were let fail") }
      #expect(trials >= min(3, last))
    }

    @Test func `a log line that finds no room is warned of and counted, and ends nothing`() throws {
      let program = try Program()
      defer { program.remove() }
      _ = try program.write(Undisturbed.smallExperiment, as: Undisturbed.command[1])
      let first = try program.call(Undisturbed.command)
      try #require(first.exitCode == 0, "\(first.error)")
      let run = try #require(first.output.split(separator: "\n").last.map(String.init))
      // A finished run is looked through in few steps; each of them fails once, some of which are lines of the log.
      var steps = 0
      var warnings = 0
      while true {
        steps += 1
        let outcome = try program.call(Undisturbed.command, environment: ["ZOOMIN_FAULT_WRITE": "\(steps)"])
        guard outcome.error.contains("the disk is full") else { break }
        if outcome.exitCode == 0 {
          let warned = outcome.error.split(separator: "\n").filter { $0.contains("the disk is full") }
          let isLog =
            warned == [
              "warning: \(run)/log.txt: cannot be written: the disk is full. The run continues without these lines."
            ]
          // Lists of runs read the sources where this record is missing.
          let isRecordForLists =
            warned.count == 1 && warned[0].contains("\(run)/figures.json: cannot be written")
          #expect(isLog || isRecordForLists, "\(warned)")
          #expect(outcome.output.hasSuffix("\(run)\n"))
          if isLog { warnings += 1 }
        } else {
          #expect(outcome.exitCode == 74, "\(outcome.error)")
        }
      }
      let log = String(decoding: try #require(program.bytes("\(run)/log.txt")), as: UTF8.self)
      let counted = log.split(separator: "\n").count {
        $0 == "(lines that could not be written here: 1)"
      }
      print(
        "\(steps - 1) steps of a finished run, \(warnings) of them lines of its log, \(counted) counted there"
      )
      #expect(warnings >= 5 && warnings < steps - 1)
      // Behind the last line of a process there is no other that could tell.
      #expect(counted >= warnings - 1 && counted <= warnings)
    }

    @Test(
      .enabled(
        if: ProcessInfo.processInfo.environment["ZOOMIN_TMPFS"] != nil,
        "ZOOMIN_TMPFS is not set, and only root can mount"))
    func `on a file system that is too small the run says so, and goes on when it has grown`() throws {
      let holder = try Program()
      defer { holder.remove() }
      var kibibytes = 200
      var trials = 0
      while true {
        try call("mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", holder.folder.path)
        // Lazily: a stream of the last process may still be open.
        defer { try? call("umount", "-l", holder.folder.path) }
        let program = try Program(in: holder.folder)
        let hasFailed = try failing([:], in: program, "\(kibibytes) KiB") {
          try call("mount", "-o", "remount,size=32m", holder.folder.path)
        }
        guard hasFailed else { break }
        trials += 1
        kibibytes += max(1, DisturbanceTests.number("ZOOMIN_TMPFS", else: 40))
      }
      print("a run needs \(kibibytes) KiB; \(trials) smaller file systems were tried")
      #expect(trials > 10)
    }

    // MARK: -

    /// Runs into a full disk and resumes; false where the disk was never full.
    private func failing(
      _ environment: [String: String], in program: Program, _ name: String, makeRoom: () throws -> Void = {}
    ) throws -> Bool {
      let reference = try Undisturbed.shared.get()
      _ = try program.write(Undisturbed.smallExperiment, as: Undisturbed.command[1])
      let outcome = try program.call(Undisturbed.command, environment: environment)
      guard outcome.error.contains("the disk is full") else {
        #expect(outcome.exitCode == 0, "\(name): \(outcome.error)")
        return false
      }
      // Lines of the log are the one thing a run goes on without, and says so.
      let isLog =
        outcome.error.contains("log.txt: cannot be written: the disk is full") && outcome.exitCode == 0
      let last = outcome.error.split(separator: "\n").last.map(String.init) ?? ""
      print(
        "\(name): exit \(outcome.exitCode), \(last.replacingOccurrences(of: program.folder.path, with: ""))")
      #expect(isLog || outcome.exitCode == 74, "\(name): \(outcome.error)")
      if !isLog { try InputTable.note("full disk (\(name))", Undisturbed.command, outcome, in: program) }
      #expect(isLog || last.hasPrefix("zoomin: ") && last.contains("Free some space"), "\(name): \(last)")
      let outputs = program.folder.appendingPathComponent("outputs")
      #expect(WholeFiles.broken(in: outputs) == [], "\(name)")
      try makeRoom()
      let again = try program.call(Undisturbed.command)
      #expect(again.exitCode == 0, "\(name): \(again.error)")
      let differences = try RunBytes(program.folder.appendingPathComponent(reference.runPath))
        .differences(from: reference.bytes)
      #expect(differences == [], "\(name)")
      return true
    }

    private func call(_ command: String...) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = command
      try process.run()
      try process.waitForEnd()
      guard process.terminationStatus == 0 else {
        throw Undisturbed.Failure(text: command.joined(separator: " "))
      }
    }
  }
}
