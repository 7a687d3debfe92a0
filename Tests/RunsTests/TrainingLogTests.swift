import Foundation
import Runs
import Testing
import Workbench

@Suite struct TrainingLogTests {
  private let run: TemporaryRun
  private var directory: RunDirectory { run.directory }
  private let phases = ["first", "second", "third"]

  init() throws { run = try TemporaryRun() }

  private func line(_ phase: String, _ update: Int, loss: Double = 0.5) -> TrainingLog.Line {
    TrainingLog.Line(
      phase: phase, epoch: 0, update: update, losses: ["loss": loss, "loss_m": 0.25], learningRate: 0.01,
      gradientNorm: 2)
  }

  private func open(_ phase: String, updateCount: Int) throws -> TrainingLog {
    try TrainingLog(directory, phases: phases, resuming: phase, updateCount: updateCount)
  }

  private func write(_ lines: [TrainingLog.Line]) throws {
    let log = try open("third", updateCount: 100)
    for line in lines { try log.append(line) }
    try log.flush()
  }

  @Test func `an update is a line of these bytes, and is read back`() throws {
    try write([line("first", 1), line("first", 2, loss: .nan)])
    #expect(
      try run.text(directory.metrics)
        == #"{"epoch":0,"gradientNorm":2,"learningRate":0.01,"losses":{"loss":0.5,"loss_m":0.25},"phase":"first","update":1}"#
        + "\n"
        + #"{"epoch":0,"gradientNorm":2,"learningRate":0.01,"losses":{"loss":"nan","loss_m":0.25},"phase":"first","update":2}"#
        + "\n")
    let lines = try TrainingLog.lines(of: directory)
    #expect(lines.first == line("first", 1))
    #expect(lines.last?.losses["loss"]?.isNaN == true)
  }

  @Test func `a run that never trained has no lines`() throws {
    #expect(try TrainingLog.lines(of: directory).isEmpty)
  }

  @Test(arguments: [
    ("first", 0, 0), ("first", 1, 1), ("first", 9, 2), ("second", 0, 2), ("second", 2, 4), ("third", 0, 5),
  ])
  func `a phase that resumes keeps earlier phases and its updates up to the checkpoint`(
    phase: String, updateCount: Int, kept: Int
  ) throws {
    let lines = [
      line("first", 1), line("first", 2), line("second", 1), line("second", 2), line("second", 3),
    ]
    try write(lines)
    let log = try open(phase, updateCount: updateCount)
    #expect(try TrainingLog.lines(of: directory) == Array(lines.prefix(kept)))
    try log.append(line(phase, updateCount + 1))
    #expect(try TrainingLog.lines(of: directory) == lines.prefix(kept) + [line(phase, updateCount + 1)])
  }

  /// Writes two updates, and after them a text.
  private func write(_ tail: String) throws {
    try write([line("first", 1), line("first", 2)])
    try AtomicFile.write(try run.text(directory.metrics) + tail, to: directory.metrics)
  }

  /// Lines that are complete, but no updates of these phases.
  private static let damages = [
    "\0\0\0\n\0", "{}\n", "{\"phase\":\"other\"}\n",
    #"{"epoch":0,"gradientNorm":2,"learningRate":0.01,"losses":{},"phase":"other","update":1}"# + "\n",
  ]

  @Test(arguments: ["{\"st", "\0\0\0"])
  func `a log is cut at a line without an end`(tail: String) throws {
    try write(tail)
    let log = try open("first", updateCount: 9)
    try log.append(line("first", 3))
    #expect(try TrainingLog.lines(of: directory) == (1...3).map { line("first", $0) })
  }

  @Test(arguments: damages)
  func `a damaged line before the cut is refused, so that no update after it is lost`(damage: String) throws {
    try write(damage)
    let whole = try Data(contentsOf: directory.metrics)
    let error = #expect(throws: RunsError.self) { try open("first", updateCount: 9) }
    #expect(error?.line == 3 && error?.exitCode == .badData)
    #expect(try Data(contentsOf: directory.metrics) == whole)
  }

  @Test(arguments: damages)
  func `a damaged line after the last finished update is cut off`(damage: String) throws {
    try write(damage)
    let log = try open("first", updateCount: 2)
    try log.append(line("first", 3))
    #expect(try TrainingLog.lines(of: directory) == (1...3).map { line("first", $0) })
    try write(damage)
    _ = try open("first", updateCount: 0)
    #expect(try Data(contentsOf: directory.metrics).isEmpty)
  }

  @Test func `a last line that is still being written is left out`() throws {
    try write([line("first", 1), line("first", 2)])
    let whole = try Data(contentsOf: directory.metrics)
    try AtomicFile.write(whole.dropLast(3), to: directory.metrics)
    #expect(try TrainingLog.lines(of: directory) == [line("first", 1)])
  }

  @Test func `a damaged line is named by its number`() throws {
    try write([line("first", 1)])
    let whole = try run.text(directory.metrics)
    try AtomicFile.write(whole + "{\"phase\":\"first\",\"epoch\":0}\n" + whole, to: directory.metrics)
    let error = #expect(throws: RunsError.self) { try TrainingLog.lines(of: directory) }
    #expect(error?.line == 2)
    #expect(
      error?.message
        == "\(directory.metrics.path), line 2: has no value update. Remove that line and all after it. The earlier updates are kept."
    )
  }
}
