import Fundus
import Scoring
import Runs
import Settings
import Workbench
import ZoomInNet

/// Evaluates a trained network on held-out pictures.
struct EvaluateStage: Stage {
  let context: RunContext
  let prepared: StageResult<PrepareStage.Output>
  let trained: StageResult<TrainStage.Output>

  /// The splits that are held out from training.
  static let heldOutSplits: [Split] = [.validation, .test, .shifted]

  /// The results of an evaluation that later stages use.
  struct Output: StageOutput {
    /// Every measure.
    let evaluation: String
    /// The tables of predictions.
    let predictions: [String]

    var files: [String] { [evaluation] + predictions }

    static func planned(content: String) -> Output { Output(evaluation: "", predictions: []) }
  }

  let name = StageName.evaluate
  /// 5: ROC curves with bands, recall over the threshold, and lesions with the centre of a box near them.
  let version = 5
  /// Recall is that of C-Net's regions, and y is a mean of heads and orientations, which mining asks for first.
  let alsoReads = ["regions", "evaluate.combine", "evaluate.orientations"]
  var inputs: [StageInput] {
    get throws {
      [
        StageInput(trained), StageInput("pictures", prepared.output.content),
        StageInput("lesions", try context.lesions),
      ] + (try context.trainingInput())
    }
  }

  func perform(_ work: StageWork) throws -> Output {
    let experiment = context.experiment
    let set = try context.prepared()
    let network = try context.network(trained.output)
    // Predictions that mining has made in this process are reused.
    let splits = context.reportedSplits
    let readings = try PictureReadings(
      splits, of: set, known: context.readings.readings(of: trained.key),
      with: { try network.predictor(set, experiment) }, progress: work.progress)
    let training = try context.trainingSet()
    let untrained = try untrained(network, splits, training, work)
    let grading = try GradingEvaluation(
      set, readings: readings, training: training, experiment: experiment)
    let lesions = LesionEvaluation(
      prepared: set, readings: readings, untrained: untrained, training: training, experiment: experiment)
    let supportVectors = SupportVectorEvaluation(
      readings: readings, manifest: set.manifest, experiment: experiment,
      training: try trainingRows(network, training, work))
    var evaluation = Evaluation()
    var predictions: [String] = []
    for split in splits {
      guard let table = grading.table(split) else { continue }
      try table.write(to: work.run, split: split.rawValue)
      predictions.append(work.run.relativePath(of: work.run.predictions(ofSplit: split.rawValue)))
      var measures = Evaluation.Split()
      try grading.evaluate(split, into: &measures)
      lesions.evaluate(split, into: &measures)
      try supportVectors.evaluate(split, into: &measures)
      evaluation.splits[split.rawValue] = measures
    }
    try evaluation.write(to: work.run)
    return Output(evaluation: work.run.relativePath(of: work.run.evaluation), predictions: predictions)
  }

  // MARK: -

  /// What the untrained network says about the splits with lesions; nil if there are none, or if what it is made of is not
  /// there.
  private func untrained(
    _ network: TrainedNetwork, _ splits: [Split], _ training: PreparedSet?, _ work: StageWork
  ) throws -> PictureReadings? {
    guard let training, let weights = try context.baselineWeights() else { return nil }
    let set = try context.prepared()
    return try LesionEvaluation.untrained(splits, of: set.manifest) { splits in
      try PictureReadings(
        splits, of: set,
        with: {
          try network.untrained(set, training: training, weights: weights, context.experiment)
        }, progress: work.progress)
    }
  }

  /// What a support vector machine learns from, where one is asked for that learns on the training pictures.
  private func trainingRows(
    _ network: TrainedNetwork, _ training: PreparedSet?, _ work: StageWork
  ) throws -> SupportVectorEvaluation.Rows? {
    let experiment = context.experiment
    guard experiment.evaluate.supportVectors.questions.contains(.abnormal), let training else { return nil }
    let readings = try PictureReadings(
      [.train], of: training, with: { try network.predictor(training, experiment) }, progress: work.progress)
    return SupportVectorEvaluation.Rows(
      readings.indices, readings, training.manifest, experiment.heads.decision)
  }
}
