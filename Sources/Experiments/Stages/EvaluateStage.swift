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
    let untrained = try LesionEvaluation.untrained(Self.splits, of: prepared.manifest) { splits in
      try PictureReadings(
        splits, of: prepared, with: network.untrained(prepared, experiment), progress: progress)
    }
    let grading = try GradingEvaluation(prepared, readings: readings, experiment: experiment)
    let lesions = LesionEvaluation(
      prepared: prepared, readings: readings, untrained: untrained, experiment: experiment)
    var evaluation = Evaluation()
    var results = ["evaluation": "evaluation.json"]
    for split in Self.splits {
      guard let table = grading.table(split) else { continue }
      try AtomicFile.write(
        table, to: runner.run.predictions.appendingPathComponent("\(split.rawValue).csv"))
      results["predictions of \(split.rawValue)"] = "predictions/\(split.rawValue).csv"
      var measures = Evaluation.Split()
      try grading.evaluate(split, into: &measures)
      lesions.evaluate(split, into: &measures)
      evaluation.splits[split.rawValue] = measures
    }
    try AtomicFile.write(CanonicalJSON.data(evaluation), to: runner.run.evaluation)
    return results
  }
}
