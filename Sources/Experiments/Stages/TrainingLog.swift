import Foundation
import Runs
import ZoomInNet

/// Every parameter update as a line of `metrics.jsonl`.
///
/// A phase that goes on from a checkpoint keeps the lines up to it and drops those of updates that are done
/// again, so that an interrupted run ends with the lines of an undisturbed one.
final class TrainingLog {
  private struct Line: Codable {
    let phase: String
    let epoch: Int
    let update: Int
    let losses: [String: Double]
    let learningRate: Double
    let gradientNorm: Double
  }

  private let log: MetricsLog

  /// Opens the log for the rest of a phase of which `updateCount` updates are done.
  init(_ url: URL, resuming phase: TrainingPhase, updateCount: Int) throws {
    let data = FileManager.default.contents(atPath: url.path) ?? Data()
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let kept = lines.prefix { text in
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(text)) else { return false }
      let phases = TrainingPhase.allCases.map(\.rawValue)
      guard let place = phases.firstIndex(of: line.phase), let own = phases.firstIndex(of: phase.rawValue)
      else { return false }
      return place < own || (place == own && line.update <= updateCount)
    }
    log = try MetricsLog(url, keeping: kept.count)
  }

  /// Waits until all lines are on the disk.
  func flush() throws { try log.flush() }

  /// Adds an update.
  func append(_ record: TrainingRecord) throws {
    try log.append(
      Line(
        phase: record.phase.rawValue, epoch: record.epoch, update: record.update, losses: record.losses,
        learningRate: record.learningRate, gradientNorm: record.gradientNorm))
  }
}
