import Foundation
import TestSupport

/// One run that is disturbed at a moment, and then taken up again by the same command.
struct Disturbance {
  /// When the signal is sent.
  enum Moment {
    /// So many seconds after a number of updates stand in the metrics log.
    case update(Int, seconds: Double)
    /// So many seconds after a stage began.
    case stage(String, seconds: Double)
  }

  /// What was found.
  struct Finding {
    /// How the disturbed process ended: its exit code, or the number of the signal.
    let status: Int32
    let wasKilled: Bool
    /// Seconds from the signal to the end.
    let seconds: Double
    /// The stage that was under way, by `status.json`.
    let stage: String
    /// Whether updates of an epoch were done and others were not.
    let isInsideEpoch: Bool
    /// The last update in the log.
    let update: TrainingLine?
    /// Files under final names that are not whole.
    let broken: [String]
    /// The exit code of the same command again, and what differs from the undisturbed run.
    let resumed: Int32
    let differences: [String]
    let error: String
  }

  let reference: Undisturbed
  let signal: Int32
  var overrides: [String] = []

  /// Disturbs one run; nil where it ended before the moment came.
  func perform(at moment: Moment) throws -> Finding? {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(reference.experiment, as: Undisturbed.command[1])
    let run = program.folder.appendingPathComponent(reference.runPath)
    let (process, _, error) = try program.start(Undisturbed.command + overrides)
    try process.wait { hasCome(moment, in: run) }
    switch moment {
    case .update(_, let seconds), .stage(_, let seconds): usleep(UInt32(seconds * 1e6))
    }
    let sent = Date.now
    kill(process.processIdentifier, signal)
    try process.waitForEnd()
    let seconds = Date.now.timeIntervalSince(sent)
    let wasKilled = process.terminationReason == .uncaughtSignal
    guard wasKilled || process.terminationStatus != 0 else { return nil }
    let stage = Status.read(run)?.stage ?? "before the first stage"
    let lines = try TrainingLine.all(in: run)
    let broken = WholeFiles.broken(in: program.folder.appendingPathComponent("outputs"))
    let text = try String(contentsOf: error, encoding: .utf8)
    let again = try program.call(Undisturbed.command)
    return Finding(
      status: process.terminationStatus, wasKilled: wasKilled, seconds: seconds, stage: stage,
      isInsideEpoch: isInsideEpoch(stage, lines), update: lines.last, broken: broken, resumed: again.exitCode,
      differences: again.exitCode == 0 ? try RunBytes(run).differences(from: reference.bytes) : [],
      error: text + again.error)
  }

  // MARK: -

  private struct Status: Decodable {
    let stage: String?

    static func read(_ run: URL) -> Status? {
      FileManager.default.contents(atPath: run.appendingPathComponent("status.json").path).flatMap {
        try? JSONDecoder().decode(Status.self, from: $0)
      }
    }
  }

  private func hasCome(_ moment: Moment, in run: URL) -> Bool {
    switch moment {
    case .stage(let name, _): Status.read(run)?.stage == name
    case .update(let count, _):
      (FileManager.default.contents(atPath: run.appendingPathComponent("metrics.jsonl").path) ?? Data())
        .count { $0 == UInt8(ascii: "\n") } >= count
    }
  }

  private func isInsideEpoch(_ stage: String, _ lines: [TrainingLine]) -> Bool {
    guard stage.hasPrefix("train-"), let last = lines.last,
      let phase = reference.phases.first(where: { $0.name == last.phase })
    else { return false }
    return last.update % phase.updatesPerEpoch != 0
  }
}
