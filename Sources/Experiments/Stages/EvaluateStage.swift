import Foundation
import Fundus
import Metrics
import Runs
import Workbench
import ZoomInNet

/// Judges a trained network on pictures held out.
struct EvaluateStage {
  let experiment: Experiment
  let runner: StageRunner
  let prepared: PreparedSet
  let network: TrainedNetwork

  /// The splits that are held out.
  static let splits: [Split] = [.validation, .test, .shifted]

  /// Reads the pictures, writes predictions and measures.
  func perform(progress: @escaping ProgressListener) throws -> [String: String] {
    let readings = try PictureReadings(
      Self.splits, of: prepared, with: network.predictor(prepared, experiment), progress: progress)
    let untrained = try PictureReadings(
      Self.splits, of: prepared, with: network.untrained(prepared, experiment), progress: progress)
    let grading = try GradingEvaluation(prepared, readings: readings, experiment: experiment)
    let lesions = LesionEvaluation(
      prepared: prepared, readings: readings, untrained: untrained, experiment: experiment)
    var evaluation = Evaluation()
    let run = runner.run
    var results = ["evaluation": run.relativePath(of: run.evaluation)]
    for split in Self.splits {
      guard let table = grading.table(split) else { continue }
      try table.write(to: run, split: split.rawValue)
      results["predictions of \(split.rawValue)"] = run.relativePath(
        of: run.predictions(ofSplit: split.rawValue))
      var measures = Evaluation.Split()
      try grading.evaluate(split, into: &measures)
      lesions.evaluate(split, into: &measures)
      evaluation.splits[split.rawValue] = measures
    }
    try evaluation.write(to: run)
    return results
  }
}
