import Fundus
import NeuralNet

/// Phase 2: CE(y_A) through A-Net on a fixed M-Net.
///
/// An inference plan (batch norm folded) computes M, which is cached for each picture and orientation while memory
/// lasts. M of a picture depends neither on its row nor on the other rows, so caching changes no bit of the result.
final class ANetStep: PhaseStep {
  private struct Shown: Hashable {
    let picture: Int
    let orientation: Orientation
  }

  /// A-Net's inputs for a picture.
  private struct Seen {
    /// [C,g,g].
    let m: [Float]
    /// [5,g,g]; empty if attention is not restricted to the retina.
    let retinaMask: [Float]
  }

  let rateFactors: [String: Double]
  let load: @Sendable (TrainingBatch) throws -> LoadedBatch = { LoadedBatch(batch: $0) }
  var plans: [Plan] { [trunk, heads] }
  private let trunk: Plan
  private let heads: Plan
  private let feeder: PictureFeeder
  private let targets: GradeTargets
  private let eyeCount: Int
  private let valueCount: Int
  private var kept: [Shown: Seen] = [:]
  private let keptLimit: Int

  init(
    _ model: ZoomInNetModel, _ training: TrainingConfiguration, _ feeder: PictureFeeder,
    targets: GradeTargets,
    memoryBytes: Int
  ) throws {
    self.feeder = feeder
    self.targets = targets
    rateFactors = RateFactors(head: training.headRateFactor).factors(of: [model.graphs.aNet])
    eyeCount = training.batchEyeCount(.aNet)
    let preset = model.configuration.preset
    valueCount = preset.channelCount * preset.grid * preset.grid
    keptLimit = memoryBytes / (4 * valueCount)
    trunk = try model.eyePlan(
      model.graphs.mNet, eyeCount: eyeCount, mode: .inference, precision: training.precision,
      laneCount: training.laneCount)
    heads = try model.eyePlan(
      model.graphs.aNet, eyeCount: eyeCount, mode: .training(batchNorm: training.aNet.batchNorm),
      precision: training.precision, laneCount: training.laneCount)
    targets.weigh(heads)
  }

  func run(_ loaded: LoadedBatch) throws -> [String: Double] {
    let batch = loaded.batch
    let seen = try self.seen(batch)
    heads.setInput(Port.m, seen.flatMap(\.m))
    if feeder.configuration.attentionInRetina { heads.setInput(Port.retinaMask, seen.flatMap(\.retinaMask)) }
    heads.setIndices(Port.grade, targets.labels(batch.rows))
    try heads.forward()
    try heads.backward()
    return ["loss": Double(heads.loss(Port.lossA)), "loss_a": Double(heads.loss(Port.lossA))]
  }

  // MARK: -

  /// M and the retina of every row.
  private func seen(_ batch: TrainingBatch) throws -> [Seen] {
    let shown = zip(batch.rows.pictures, batch.orientations).map(Shown.init)
    var known: [Shown: Seen] = [:]
    for item in shown { known[item] = kept[item] }
    let missing = shown.indices.filter { known[shown[$0]] == nil }
    if let first = missing.first {
      let rows = missing + Array(repeating: first, count: eyeCount - missing.count)
      let views = try feeder.views(rows.map { shown[$0].picture }, rows.map { shown[$0].orientation })
      trunk.setInput(Port.view, views)
      trunk.setIndices(Port.fellow, Array(repeating: -1, count: eyeCount))
      trunk.setIndices(Port.grade, Array(repeating: -1, count: eyeCount))
      try trunk.forward()
      let m = trunk.output(Port.m)
      let sampler = feeder.configuration.regionSampler
      let retinas = feeder.configuration.attentionInRetina ? feeder.retinas(views: views) : []
      for (row, index) in missing.enumerated() {
        let seen = Seen(
          m: Array(m[row * valueCount..<(row + 1) * valueCount]),
          retinaMask: retinas.isEmpty ? [] : sampler.retinaMask(retinas[row]))
        known[shown[index]] = seen
        if kept.count < keptLimit { kept[shown[index]] = seen }
      }
    }
    return shown.compactMap { known[$0] }
  }
}
