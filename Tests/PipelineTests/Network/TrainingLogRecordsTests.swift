import Runs
import Testing
import TestSupport

@testable import Pipeline
@testable import ZoomInNet

@Suite struct TrainingLogRecordsTests {
  private func record(_ phase: TrainingPhase, _ update: Int) -> TrainingLog.Line {
    TrainingLog.Line(
      TrainingRecord(
        phase: phase, epoch: 2, update: update, losses: ["loss": 0.5, "loss_m": 0.25], learningRate: 0.125,
        gradientNorm: 3))
  }

  @Test func `an update is a line, and a phase that goes on keeps the lines up to its checkpoint`() throws {
    let folder = try TemporaryFolder()
    let run = RunDirectory(folder["run"])
    let first = try TrainingLog(run, resuming: .mNet, updateCount: 0)
    try first.append(record(.mNet, 1))
    let second = try TrainingLog(run, resuming: .aNet, updateCount: 0)
    for update in 1...3 { try second.append(record(.aNet, update)) }
    let line = try #require(try TrainingLog.lines(of: run).first)
    #expect(line.phase == "m-net" && line.epoch == 2 && line.update == 1 && line.learningRate == 0.125)
    #expect(line.losses == ["loss": 0.5, "loss_m": 0.25] && line.gradientNorm == 3)
    _ = try TrainingLog(run, resuming: .aNet, updateCount: 2)
    #expect(try TrainingLog.lines(of: run).map(\.update) == [1, 1, 2])
    _ = try TrainingLog(run, resuming: .aNet, updateCount: 0)
    #expect(try TrainingLog.lines(of: run).map(\.phase) == ["m-net"])
  }
}
