import Fundus
import NeuralNet
import Workbench

/// Makes predictions with a network. Batch norm uses running statistics and is folded; pictures are upright, unless the
/// configuration asks for the mean over several orientations.
///
/// Both pictures of a patient are read together, even if only one was requested. The prediction for a picture depends
/// only on the weights, the picture and the patient's other picture, not on the batch, the order or the number of
/// threads.
public final class ZoomInNetPredictor {
  /// The network.
  public let model: ZoomInNetModel
  /// How predictions are made.
  public let configuration: PredictionConfiguration

  var plans: [Plan] { [eyePlan] + (patchPlan.map { [$0] } ?? []) }
  private let eyes: EyeSet
  private let feeder: PictureFeeder
  private let eyePlan: Plan
  private let patchPlan: Plan?
  private let sampler: RegionSampler

  /// A predictor on the pictures of a source.
  ///
  /// - Throws: `NeuralNetError` if the network cannot be planned.
  public init(
    _ model: ZoomInNetModel, configuration: PredictionConfiguration = PredictionConfiguration(),
    source: any PictureSource, eyes: EyeSet, budget: ResourceBudget
  ) throws {
    self.model = model
    self.configuration = configuration
    self.eyes = eyes
    feeder = PictureFeeder(
      source: source, configuration: model.configuration, threadCount: budget.threadCount)
    let eyeCount = 2 * configuration.batchPatientCount
    eyePlan = try model.eyePlan(
      model.graphs.eye, eyeCount: eyeCount, mode: .inference, precision: configuration.precision,
      laneCount: configuration.laneCount)
    patchPlan =
      configuration.heads.contains(.cNet)
      ? try model.patchPlan(
        eyeCount: eyeCount, mode: .inference, precision: configuration.precision,
        laneCount: configuration.laneCount, givesGradient: false)
      : nil
    sampler = model.configuration.regionSampler
  }

  /// Makes predictions for pictures and passes them to `body`, in ascending order of picture indices.
  ///
  /// If only one eye of a patient was requested, the other one is read too, for its d_M.
  ///
  /// - Throws: errors of the source, `NeuralNetError`, `WorkbenchError` `.stopped`, and what `body` throws.
  public func predict(
    _ pictures: [Int], progress: ProgressListener = { _ in .more },
    _ body: (PicturePrediction) throws -> Void
  ) throws {
    let wanted = Set(pictures)
    let read = wanted.union(wanted.compactMap { eyes.fellows[$0] })
    let batches = EyeBatch.packed(eyes.units(of: Array(read)), capacity: 2 * configuration.batchPatientCount)
    // Units ascend by their first picture, so a prediction waits until no picture with a lower index can follow.
    var waiting: [PicturePrediction] = []
    var doneCount = 0
    let orientations = configuration.orientations
    let steps = batches.indices.flatMap { batch in orientations.map { (batch, $0) } }
    let ahead = LookAhead(steps.indices) { [feeder, isZooming = patchPlan != nil] step in
      let (batch, orientation) = steps[step]
      let pictures = batches[batch].pictures
      let shown = Array(repeating: orientation, count: pictures.count)
      return LoadedBatch(
        batch: TrainingBatch(rows: batches[batch], orientations: shown),
        views: try feeder.views(pictures, shown), zooms: isZooming ? try feeder.zooms(pictures) : [])
    }
    for index in batches.indices {
      let predictions = try self.predictions(
        index * orientations.count..<(index + 1) * orientations.count, ahead)
      waiting += predictions.filter { wanted.contains($0.picture) }
      waiting.sort { $0.picture < $1.picture }
      let next = index + 1 < batches.count ? batches[index + 1].pictures[0] : Int.max
      let ready = waiting.prefix { $0.picture < next }
      for prediction in ready { try body(prediction) }
      waiting.removeFirst(ready.count)
      doneCount += ready.count
      guard progress(.advanced(done: doneCount, total: wanted.count, unit: "pictures")) == .more else {
        throw WorkbenchError(.stopped, at: "prediction", "the prediction was stopped")
      }
    }
  }

  /// The predictions for some pictures, ascending by index. They include M of all pictures, so this is for small sets.
  public func predictions(_ pictures: [Int]) throws -> [PicturePrediction] {
    var all: [PicturePrediction] = []
    try predict(pictures) { all.append($0) }
    return all
  }

  // MARK: -

  /// The predictions for a batch that some steps show in every orientation: those of the first one, with the mean of the
  /// probabilities over all.
  private func predictions(
    _ steps: Range<Int>, _ ahead: LookAhead<LoadedBatch>
  ) throws -> [PicturePrediction] {
    let shown = try steps.map { try predict(try ahead.value($0)) }
    guard shown.count > 1 else { return shown[0] }
    return shown[0].indices.map { row in
      let heads = Dictionary(
        uniqueKeysWithValues: shown[0][row].heads.keys.map { head in
          (head, Self.mean(shown.map { $0[row].heads[head] ?? [] }))
        })
      return shown[0][row].replacing(heads: heads, probabilities: combined(heads))
    }
  }

  /// The mean of some vectors of the same length, summed in their order.
  private static func mean(_ vectors: [[Float]]) -> [Float] {
    vectors[0].indices.map { place in vectors.reduce(0) { $0 + $1[place] } / Float(vectors.count) }
  }

  private func predict(_ loaded: LoadedBatch) throws -> [PicturePrediction] {
    let rows = loaded.batch.rows
    let noLabels = [Int32](repeating: -1, count: rows.pictures.count)
    eyePlan.setInput(Port.view, loaded.views)
    eyePlan.setIndices(Port.fellow, rows.fellowIndices(model.configuration.missingEye))
    eyePlan.setIndices(Port.grade, noLabels)
    let retinas = feeder.retinas(views: loaded.views)
    if model.configuration.attentionInRetina {
      eyePlan.setInput(Port.retinaMask, retinas.flatMap(sampler.retinaMask))
    }
    try eyePlan.forward()
    let (g, yA) = (eyePlan.output(Port.g), eyePlan.output(Port.yA))
    let regions = sampler.regions(gatedAttention: g, probabilities: yA, retinas: retinas)
    var outputs = [Head.mNet: eyePlan.output(Port.yM), .aNet: yA]
    if let patchPlan {
      let (values, owners) = feeder.patches(loaded.zooms, loaded.batch.orientations, regions)
      patchPlan.setInput(Port.patch, values)
      patchPlan.setInput(Port.dM, eyePlan.output(Port.dM))
      patchPlan.setIndices(Port.owner, owners)
      patchPlan.setIndices(Port.grade, noLabels)
      try patchPlan.forward()
      outputs[.cNet] = patchPlan.output(Port.yC)
    }
    let m = eyePlan.output(Port.m)
    func row(_ values: [Float], _ index: Int) -> [Float] {
      let count = values.count / rows.pictures.count
      return Array(values[index * count..<(index + 1) * count])
    }
    return rows.pictures.indices.filter { rows.counts[$0] }.map { index in
      let heads = outputs.filter { configuration.heads.contains($0.key) }.mapValues { row($0, index) }
      return PicturePrediction(
        picture: rows.pictures[index], heads: heads, probabilities: combined(heads),
        gatedAttention: row(g, index), features: row(m, index),
        retina: sampler.configuration.insideRetina ? retinas[index] : nil,
        regions: regions[index])
    }
  }

  private func combined(_ heads: [Head: [Float]]) -> [Float] {
    let present = Head.allCases.filter(configuration.combined.contains).compactMap { heads[$0] }
    return Self.mean(present)
  }
}
