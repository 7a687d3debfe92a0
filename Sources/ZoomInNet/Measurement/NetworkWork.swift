import Fundus
import NeuralNet
import Workbench

/// Repeatable work for timings: a training step, or the inference of a batch, on the same random pictures.
public final class NetworkWork {
  /// The work on a batch.
  public enum Pass: String, Sendable {
    /// Forward, backward, and an update by gradient descent with momentum and decay.
    case training
    /// Forward only, with batch norm folded.
    case inference
  }

  /// Measures the steps of the plans and the update while it is set.
  public var stopwatch: Stopwatch? {
    didSet { for plan in plans { plan.stopwatch = stopwatch } }
  }
  /// Bytes of activations, gradients of activations, packed weights and scratch memory.
  public var planBytes: Int { plans.reduce(0) { $0 + $1.memoryBytes } }

  private let plans: [Plan]
  private let work: (Stopwatch?) throws -> Void

  /// The work of one network alone. In training, batch norm uses the batch's statistics.
  ///
  /// Makes the plan and draws the pictures, but runs nothing.
  ///
  /// - Throws: `NeuralNetError` if the network cannot be planned.
  public init(
    _ network: NamedNetwork, _ parameters: Parameters, _ pass: Pass, itemCount: Int, precision: Precision,
    laneCount: Int
  ) throws {
    let plan = try Plan(
      network.graph, parameters: parameters,
      options: PlanOptions(
        counts: network.counts(items: itemCount),
        mode: pass == .training ? .training(batchNorm: .batchStatistics) : .inference, precision: precision,
        lanes: laneCount))
    plan.withInput(network.pictureInput) { values in
      var noise = Noise(seed: 1)
      for place in values.indices { values[place] = Float(noise.next()) / 127.5 - 1 }
    }
    network.setSurroundings(of: plan, items: itemCount)
    plans = [plan]
    work =
      pass == .inference
      ? { _ in try plan.forward() }
      : Self.training(nil, parameters) {
        try plan.forward()
        try plan.backward()
      }
  }

  /// The work of the whole network without decoding: phase 3's step, or the predictor's inference.
  ///
  /// Both eyes of each patient are in the batch; M-Net's batch norm is frozen in training, C-Net's is not. Makes the
  /// plans and draws the pictures, but runs nothing.
  ///
  /// - Parameter eyeCount: even.
  /// - Throws: `NeuralNetError` if the network cannot be planned.
  public init(
    jointlyBy model: ZoomInNetModel, _ pass: Pass, eyeCount: Int, precision: Precision, laneCount: Int,
    threadCount: Int
  ) throws {
    precondition(eyeCount > 0 && eyeCount % 2 == 0, "both eyes of a patient are in a batch")
    let pictures = Array(0..<eyeCount)
    let eyes = EyeSet(
      grades: pictures.map { $0 % Grade.count }, fellows: pictures.map { $0 ^ 1 })
    let source = NoisePictures(preset: model.configuration.preset)
    let patientCount = eyeCount / 2
    switch pass {
    case .training:
      var training = TrainingConfiguration()
      training.laneCount = laneCount
      training.precision = precision
      training.batchPatientCount = patientCount
      let step = try JointStep(
        model, training,
        PictureFeeder(source: source, configuration: model.configuration, threadCount: threadCount),
        targets: GradeTargets(grades: eyes.grades, rarity: GradeRarity(eyes.grades.compactMap { $0 })))
      var rows = EyeBatch()
      for unit in eyes.units(of: pictures) { rows.append(unit) }
      let batch = try step.load(TrainingBatch(rows: rows, orientations: pictures.map { _ in .upright }))
      plans = step.plans
      work = Self.training(step.rateFactors, model.parameters) { _ = try step.run(batch) }
    case .inference:
      let cache = PictureCache(source, byteCount: .max)
      for picture in pictures { _ = (try cache.view(picture), try cache.zoom(picture)) }
      let predictor = try ZoomInNetPredictor(
        model,
        configuration: PredictionConfiguration(
          batchPatientCount: patientCount, laneCount: laneCount, precision: precision),
        source: cache, eyes: eyes,
        budget: ResourceBudget(threadCount: threadCount, memoryBytes: 1 << 30))
      plans = predictor.plans
      work = { _ in try predictor.predict(pictures) { _ in } }
    }
  }

  /// One batch.
  ///
  /// - Throws: `NeuralNetError`.
  public func perform() throws { try work(stopwatch) }

  // MARK: -

  /// Sets gradients to zero, runs a forward and a backward pass, and updates the parameters.
  private static func training(
    _ rateFactors: [String: Double]?, _ parameters: Parameters, _ passes: @escaping () throws -> Void
  ) -> (Stopwatch?) throws -> Void {
    // A small rate, so that the parameters stay finite in a long measurement on noise.
    var optimiser = SGD(SGDConfiguration(learningRate: 1e-4, momentum: 0.9, weightDecay: 1e-4))
    return { stopwatch in
      stopwatch?.begin()
      parameters.zeroGradients()
      stopwatch?.mark("zeroing of gradients", .optimiser)
      try passes()
      stopwatch?.begin()
      try optimiser.step(parameters, rateFactors: rateFactors)
      stopwatch?.mark("update of the parameters", .optimiser)
    }
  }
}
