import Runs
import ZoomInNet

extension TrainingLog {
  /// Opens the log of a run for a phase that continues after `updateCount` updates.
  convenience init(_ run: RunDirectory, resuming phase: TrainingPhase, updateCount: Int) throws {
    try self.init(
      run, phases: TrainingPhase.allCases.map(\.rawValue), resuming: phase.rawValue, updateCount: updateCount)
  }
}

extension TrainingLog.Line {
  /// The line of an update.
  init(_ record: TrainingRecord) {
    self.init(
      phase: record.phase.rawValue, epoch: record.epoch, update: record.update, losses: record.losses,
      learningRate: record.learningRate, gradientNorm: record.gradientNorm)
  }
}
