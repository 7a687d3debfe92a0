import Foundation
import Workbench

/// Every parameter update as a line of `metrics.jsonl`, in training order.
///
/// A phase that resumes from a checkpoint keeps the lines up to it and drops those of updates that are done again. So
/// an interrupted run has the same lines in the end as an uninterrupted one.
public final class TrainingLog {
  /// One parameter update.
  public struct Line: Codable, Hashable, Sendable {
    /// The phase of training.
    public let phase: String
    /// The epoch, 0 first.
    public let epoch: Int
    /// Parameter updates of the phase, this one included.
    public let update: Int
    /// The loss (`loss`) and its parts, by name.
    public let losses: [String: Double]
    /// The learning rate of this update.
    public let learningRate: Double
    /// The norm of the gradient before clipping.
    public let gradientNorm: Double

    /// One parameter update.
    public init(
      phase: String, epoch: Int, update: Int, losses: [String: Double], learningRate: Double,
      gradientNorm: Double
    ) {
      self.phase = phase
      self.epoch = epoch
      self.update = update
      self.losses = losses
      self.learningRate = learningRate
      self.gradientNorm = gradientNorm
    }
  }

  private let file: AppendFile

  /// Opens the log of a run for the rest of a phase.
  ///
  /// The log is cut after the phase's last finished update, or at the first line that belongs to a later update or
  /// phase, or that has no end.
  ///
  /// - Parameters:
  ///   - phases: all phases, in the order in which they are trained.
  ///   - phase: the phase that continues, one of these.
  ///   - updateCount: the number of its finished updates.
  /// - Throws: `RunsError` with code `.unreadable`, or `.malformed` for a damaged line before the cut; `WorkbenchError`
  ///   with code `.unwritable` or `.incomplete`.
  public init(_ run: RunDirectory, phases: [String], resuming phase: String, updateCount: Int) throws {
    guard let own = phases.firstIndex(of: phase) else {
      preconditionFailure("\(phase) is none of the phases")
    }
    let data = try RecordFile.bytes(of: run.metrics) ?? Data()
    var keptByteCount = 0
    // Of what follows the last finished update nothing is kept, so it is not read and may be damaged.
    var isComplete = own == 0 && updateCount == 0
    for (index, text) in Self.completeLines(of: data).enumerated() where !isComplete {
      let line = try Self.line(text, of: run, number: index + 1)
      guard let place = phases.firstIndex(of: line.phase) else {
        throw RunsError(
          .malformed("has the unknown phase \(line.phase)"), at: run.metrics.path, line: index + 1,
          remedy: Self.remedy)
      }
      guard place < own || (place == own && line.update <= updateCount) else { break }
      keptByteCount = text.endIndex + 1
      isComplete = place == own && line.update == updateCount
    }
    file = try AppendFile(run.metrics, keeping: keptByteCount)
  }

  /// Adds an update.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func append(_ line: Line) throws { try file.append(CanonicalJSON.line(line)) }

  /// Waits until all lines are on the disk, so that a checkpoint written next is never ahead of the log.
  ///
  /// - Throws: `WorkbenchError` with code `.incomplete`.
  public func flush() throws(WorkbenchError) { try file.flush() }

  /// The lines of a run's log; none if it has no log. A last line without an end is left out, because it is still
  /// being written or its writer was killed.
  ///
  /// - Throws: `RunsError` with code `.unreadable`; with code `.malformed` at the first line that is damaged.
  public static func lines(of run: RunDirectory) throws(RunsError) -> [Line] {
    let data = try RecordFile.bytes(of: run.metrics) ?? Data()
    var lines: [Line] = []
    for (index, text) in completeLines(of: data).enumerated() {
      lines.append(try line(text, of: run, number: index + 1))
    }
    return lines
  }

  // MARK: -

  private static let remedy = "Remove that line and all after it. The earlier updates are kept."

  private static func line(_ text: Data, of run: RunDirectory, number: Int) throws(RunsError) -> Line {
    try RecordFile.decode(Line.self, from: text, at: run.metrics, line: number, remedy: remedy)
  }

  /// The complete lines without their ends. Indices are those of `data`, which begins at 0.
  private static func completeLines(of data: Data) -> [Data] {
    var lines: [Data] = []
    var start = data.startIndex
    while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(data[start..<end])
      start = end + 1
    }
    return lines
  }
}
