import NeuralNet

/// Phase 3: all three losses. Regions are found in G of the same batch, C-Net reads their patches, and the gradient of
/// its loss reaches M-Net through d_M.
struct JointStep: PhaseStep {
  let rateFactors: [String: Double]
  let load: @Sendable (TrainingBatch) throws -> LoadedBatch
  var plans: [Plan] { [eyes, patches] }
  private let model: ZoomInNetModel
  private let feeder: PictureFeeder
  private let eyes: Plan
  private let patches: Plan
  private let targets: GradeTargets
  private let sampler: RegionSampler

  init(
    _ model: ZoomInNetModel, _ training: TrainingConfiguration, _ feeder: PictureFeeder, targets: GradeTargets
  ) throws {
    self.model = model
    self.feeder = feeder
    self.targets = targets
    sampler = model.configuration.regionSampler
    rateFactors = RateFactors(head: training.headRateFactor, patch: training.jointPatchRateFactor)
      .factors(of: [model.graphs.eye, model.graphs.patch])
    eyes = try model.eyePlan(
      model.graphs.eye, eyeCount: training.batchEyeCount(.joint),
      mode: .training(batchNorm: training.joint.batchNorm), precision: training.precision,
      laneCount: training.laneCount,
      outputGradients: [Port.dM])
    patches = try model.patchPlan(
      eyeCount: training.batchEyeCount(.joint), mode: .training(batchNorm: training.joint.patchBatchNorm),
      precision: training.precision, laneCount: training.laneCount, givesGradient: true)
    for plan in [eyes, patches] { targets.weigh(plan) }
    load = { batch in
      LoadedBatch(
        batch: batch,
        views: try feeder.views(batch), zooms: try feeder.zooms(batch))
    }
  }

  func run(_ loaded: LoadedBatch) throws -> [String: Double] {
    try forward(loaded)
    try patches.backward()
    try eyes.backward(adding: [Port.dM: patches.gradient(ofInput: Port.dM)])
    return losses
  }

  /// The losses of the last forward pass; `loss` is their weighted sum.
  var losses: [String: Double] {
    let parts = [
      "loss_m": eyes.loss(Port.lossM), "loss_a": eyes.loss(Port.lossA), "loss_c": patches.loss(Port.lossC),
    ].mapValues(Double.init)
    return parts.merging(["loss": parts.values.sorted().reduce(0, +)]) { first, _ in first }
  }

  /// Runs both graphs forward, one after the other.
  func forward(_ loaded: LoadedBatch) throws {
    let rows = loaded.batch.rows
    let labels = targets.labels(rows)
    eyes.setInput(Port.view, loaded.views)
    eyes.setIndices(Port.fellow, rows.fellowIndices(model.configuration.missingEye))
    eyes.setIndices(Port.grade, labels)
    let retinas = feeder.retinas(views: loaded.views)
    if model.configuration.attentionInRetina {
      eyes.setInput(Port.retinaMask, retinas.flatMap(sampler.retinaMask))
    }
    try eyes.forward()
    let regions = sampler.regions(
      gatedAttention: eyes.output(Port.g), probabilities: eyes.output(Port.yA),
      retinas: retinas)
    let (values, owners) = feeder.patches(
      loaded.zooms, loaded.batch.orientations, regions, colours: loaded.batch.colours)
    patches.setInput(Port.patch, values)
    patches.setInput(Port.dM, eyes.output(Port.dM))
    patches.setIndices(Port.owner, owners)
    patches.setIndices(Port.grade, labels)
    try patches.forward()
  }
}
