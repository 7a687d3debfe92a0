import NeuralNet

/// Phase 1: CE(y_M) through M-Net, batch norm as `phase_1.batch_norm` says.
struct MNetStep: PhaseStep {
  let rateFactors: [String: Double]
  let load: @Sendable (TrainingBatch) throws -> LoadedBatch
  var plans: [Plan] { [plan] }
  private let model: ZoomInNetModel
  private let plan: Plan
  private let targets: GradeTargets

  init(
    _ model: ZoomInNetModel, _ training: TrainingConfiguration, _ feeder: PictureFeeder, targets: GradeTargets
  ) throws {
    self.model = model
    self.targets = targets
    rateFactors = RateFactors(head: training.headRateFactor).factors(of: [model.graphs.mNet])
    plan = try model.eyePlan(
      model.graphs.mNet, eyeCount: training.batchEyeCount(.mNet),
      mode: .training(batchNorm: training.mNet.batchNorm),
      precision: training.precision, laneCount: training.laneCount)
    targets.weigh(plan)
    load = { batch in
      LoadedBatch(
        batch: batch,
        views: try feeder.views(batch))
    }
  }

  func run(_ loaded: LoadedBatch) throws -> [String: Double] {
    let rows = loaded.batch.rows
    plan.setInput(Port.view, loaded.views)
    plan.setIndices(Port.fellow, rows.fellowIndices(model.configuration.missingEye))
    plan.setIndices(Port.grade, targets.labels(rows))
    try plan.forward()
    try plan.backward()
    return ["loss": Double(plan.loss(Port.lossM)), "loss_m": Double(plan.loss(Port.lossM))]
  }
}
