import Foundation
import Workbench

/// The commands of Slurm, and what they answer.
struct SlurmQueue {
  /// A job or a task of an array.
  struct Job: Hashable {
    /// Its number, `123` or `123_4` for a task.
    let id: String
    /// The state in Slurm's words, such as PENDING.
    let state: String
    /// Why it is in this state.
    let reason: String
    /// Its name.
    let name: String

    /// The number of its array.
    var array: String { String(id.prefix { $0 != "_" }) }
    /// The number within the array; nil for a job that is no task.
    var task: Int? { id.split(separator: "_").dropFirst().first.flatMap { Int($0) } }

    /// The words for jobs that have not ended. Those that end are in the queue for some minutes.
    private static let activeStates: Set = [
      "PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT",
      "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESIZING", "RESV_DEL_HOLD",
    ]
    /// The words for jobs that have not begun.
    private static let waitingStates: Set = [
      "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD",
    ]

    /// Whether Slurm will still work on it.
    var isActive: Bool { Self.activeStates.contains(state) }
    /// Whether it has not begun.
    var isWaiting: Bool { Self.waitingStates.contains(state) }
  }

  /// This user's jobs, those that ended lately among them.
  ///
  /// - Throws: `PipelineError` if squeue is missing or fails.
  func jobs() throws -> [Job] {
    let lines = try call("squeue", ["--me", "-r", "-h", "-t", "all", "-o", "%i|%T|%r|%j"])
    return Self.jobs(in: lines)
  }

  /// Submits a script.
  ///
  /// - Returns: the number of the job.
  /// - Throws: `PipelineError` with what sbatch says.
  func submit(_ script: URL) throws -> String {
    let answer = try call("sbatch", ["--parsable", script.path])
    // On a federation of clusters the cluster's name follows after a semicolon.
    let job = answer.split(whereSeparator: \.isNewline).last?.prefix { $0 != ";" } ?? ""
    guard Int(job) != nil else {
      throw PipelineError(.noResult, at: script.path, "sbatch gave no number of a job but \"\(answer)\"")
    }
    return String(job)
  }

  /// The jobs in squeue's answer in the form `%i|%T|%r|%j`.
  static func jobs(in text: String) -> [Job] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let cells = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      return cells.count == 4 ? Job(id: cells[0], state: cells[1], reason: cells[2], name: cells[3]) : nil
    }
  }

  // MARK: -

  private func call(_ command: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardInput = FileHandle.nullDevice
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    do {
      try process.run()
    } catch {
      throw PipelineError(.noResult, at: command, "does not start: \(error)")
    }
    // What these commands say on standard error fits into a pipe.
    let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let reason =
        complaint.split(whereSeparator: \.isNewline).first.map(String.init)
        ?? "it ended with \(process.terminationStatus)"
      throw PipelineError(
        .noResult, at: command, "failed: \(Sentence.printable(reason))",
        remedy:
          "Check that this machine has Slurm's commands and can reach its controller, or use --launcher local."
      )
    }
    return answer.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
