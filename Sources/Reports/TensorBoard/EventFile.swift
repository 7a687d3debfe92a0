import Foundation
import Runs
import Workbench

/// The event file of a run, which TensorBoard reads: `events.out.tfevents.zoomin`.
///
/// Its content follows from the records of the run: it holds nothing that they do not hold, but for the time of each
/// event. Opening it writes the content anew, complete or not at all, and keeps the times of the events that the earlier
/// file had too. So it never holds updates that a resumed run has dropped, and a damaged file is repaired.
public final class EventFile {
  private let file: AppendFile
  private let now: () -> Double

  /// Opens the event file of a run, with what its training log and validation table hold.
  ///
  /// - Parameter now: seconds since 1970.
  /// - Throws: `RunsError` for damaged records; `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public init(
    _ run: RunDirectory, now: @escaping () -> Double = { Date.now.timeIntervalSince1970 }
  ) throws {
    self.now = now
    try Self.rewrite(run, now: now)
    file = try AppendFile(run.events)
  }

  /// Writes the event file of a run anew.
  ///
  /// - Parameter results: they follow the events of training.
  /// - Throws: as for opening it.
  public static func rewrite(
    _ run: RunDirectory, adding results: ResultEvents = ResultEvents(),
    now: () -> Double = { Date.now.timeIntervalSince1970 }
  ) throws {
    let training = TrainingEvents(
      try TrainingLog.lines(of: run), try ValidationTable.readIfPresent(from: run)?.rows ?? [])
    var times: [Data: Double] = [:]
    for content in RecordFraming.contents(of: earlierBytes(of: run)) {
      if let (seconds, rest) = TensorBoardEvent.time(of: content) { times[rest] = seconds }
    }
    let opened = now()
    var data = Data()
    for event in [TensorBoardEvent(step: 0, values: [])] + training.events + results.events {
      let known = TensorBoardEvent.time(of: event.encoded(at: opened)).flatMap { times[$0.rest] }
      data.append(RecordFraming.framed(event.encoded(at: known ?? opened)))
    }
    try AtomicFile.write(data, to: run.events)
  }

  /// Adds a parameter update.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func append(_ line: TrainingLog.Line) throws(WorkbenchError) {
    try append(TrainingEvents.event(line))
  }

  /// Adds the measures on the validation pictures.
  ///
  /// - Throws: as for an update.
  public func append(_ row: ValidationTable.Row) throws(WorkbenchError) {
    try append(TrainingEvents.event(row))
  }

  // MARK: -

  private func append(_ event: TensorBoardEvent) throws(WorkbenchError) {
    try file.append(RecordFraming.framed(event.encoded(at: now())))
  }

  /// A file that cannot be read has no times to keep.
  private static func earlierBytes(of run: RunDirectory) -> Data {
    FileManager.default.contents(atPath: run.events.path) ?? Data()
  }
}
