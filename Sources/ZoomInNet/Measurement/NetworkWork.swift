import Fundus
import NeuralNet
import Workbench

/// A training step, or the reading of a batch, as often as one likes on the same drawn pictures: what is timed.
public final class NetworkWork {
  /// What is done with a batch.
  public enum Pass: String, Sendable {
    /// Forward, backward, and a movement by gradient descent with momentum and decay.
    case training
    /// Forward alone, batch norm folded.
    case inference
  }

  /// Measures the steps of the plans and the movement while it is set.
  public var stopwatch: Stopwatch? {
    didSet { for plan in plans { plan.stopwatch = stopwatch } }
  }
  /// Bytes of activations, gradients of activations, packed weights and scratch memory.
  public var planBytes: Int { plans.reduce(0) { $0 + $1.memoryBytes } }

  private let plans: [Plan]
  private let work: (Stopwatch?) throws -> Void

  /// Work of one network by itself; batch norm by the batch's statistics in training.
  ///
  /// Makes the plan and draws the pictures; runs nothing.
  ///
  /// - Throws: `NeuralNetError` where the network cannot be planned.
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

  /// Work of the whole network: phase 3's own step, or the predictor's own reading, decoding apart.
  ///
  /// Both eyes of each patient are in the batch; M-Net's batch norm is frozen in training, C-Net's is not. Makes the
  /// plans and draws the pictures; runs nothing.
  ///
  /// - Parameter eyeCount: even.
  /// - Throws: `NeuralNetError` where the network cannot be planned.
  public init(
    jointlyBy model: ZoomInNetModel, _ pass: Pass, eyeCount: Int, precision: Precision, laneCount: Int,
    threadCount: Int
  ) throws {
    precondition(eyeCount > 0 && eyeCount % 2 == 0, "both eyes of a patient are in a batch")
    let pictures = Array(0..<eyeCount)
    let eyes = EyeSet(
      grades: pictures.map { $0 % ZoomInNetConfiguration.levelCount }, fellows: pictures.map { $0 ^ 1 })
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
        grades: eyes.grades)
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

  /// Gradients from zero, a pass forward and back, a movement.
  private static func training(
    _ rateFactors: [String: Double]?, _ parameters: Parameters, _ passes: @escaping () throws -> Void
  ) -> (Stopwatch?) throws -> Void {
    // A rate at which noise teaches little, so that a long measurement ends with finite numbers.
    var optimiser = SGD(SGDConfiguration(learningRate: 1e-4, momentum: 0.9, weightDecay: 1e-4))
    return { stopwatch in
      stopwatch?.begin()
      parameters.zeroGradients()
      stopwatch?.mark("gradients begin at zero", .optimiser)
      try passes()
      stopwatch?.begin()
      try optimiser.step(parameters, rateFactors: rateFactors)
      stopwatch?.mark("movement of the parameters", .optimiser)
    }
  }
}
