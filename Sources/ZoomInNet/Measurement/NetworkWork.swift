import Fundus
import NeuralNet
import Workbench

/// A training step, or the reading of a batch, as often as one likes on the same drawn pictures: what is timed.
///
/// The steps are the trainer's and the predictor's own. Both eyes of each patient are in the batch; grades go round.
public final class NetworkWork {
  /// Which network works.
  public enum Part: String, Sendable {
    /// M-Net with its classifier, as in phase 1: batch norm by the batch's statistics.
    case mNet = "m-net"
    /// All three, as in phase 3: eyes, the regions found in them, and their patches.
    case joint
  }

  /// What is done with a batch.
  public enum Pass: String, Sendable {
    /// Forward, backward, and a movement by gradient descent with momentum and decay.
    case training
    /// Forward alone, batch norm folded.
    case inference
  }

  /// The network.
  public let model: ZoomInNetModel
  /// Eyes of a batch.
  public let eyeCount: Int
  /// Measures the steps of the plans and the movement while it is set.
  public var stopwatch: Stopwatch? {
    didSet { for plan in plans { plan.stopwatch = stopwatch } }
  }
  /// Bytes of activations, gradients of activations, packed weights and scratch memory.
  public var planBytes: Int { plans.reduce(0) { $0 + $1.memoryBytes } }

  private let plans: [Plan]
  private let work: (Stopwatch?) throws -> Void

  /// Makes the plans and draws the pictures; runs nothing.
  ///
  /// - Parameter eyeCount: eyes of a batch; even, for training.
  /// - Throws: `NeuralNetError` where the network cannot be planned.
  public init(
    _ model: ZoomInNetModel, _ part: Part, _ pass: Pass, eyeCount: Int, precision: Precision, laneCount: Int,
    threadCount: Int
  ) throws {
    precondition(eyeCount > 0 && (pass == .inference || eyeCount % 2 == 0), "training sees both eyes")
    self.model = model
    self.eyeCount = eyeCount
    let pictures = Array(0..<eyeCount)
    let eyes = EyeSet(
      grades: pictures.map { $0 % ZoomInNetConfiguration.levelCount },
      fellows: pictures.map { $0 ^ 1 < eyeCount ? $0 ^ 1 : nil })
    let source = NoisePictures(preset: model.configuration.preset)
    let budget = ResourceBudget(threadCount: threadCount, memoryBytes: 1 << 30)
    switch pass {
    case .training:
      let training = TrainingConfiguration(
        laneCount: laneCount, precision: precision, batchPatientCount: eyeCount / 2)
      let feeder = PictureFeeder(source: source, configuration: model.configuration, threadCount: threadCount)
      let step: any PhaseStep =
        switch part {
        case .mNet: try MNetStep(model, training, feeder, grades: eyes.grades)
        case .joint: try JointStep(model, training, feeder, grades: eyes.grades)
        }
      plans = step.plans
      work = try Self.training(step, model, eyes, pictures)
    case .inference where part == .joint:
      let predictor = try ZoomInNetPredictor(
        model,
        configuration: PredictionConfiguration(
          batchPatientCount: (eyeCount + 1) / 2, laneCount: laneCount, precision: precision),
        source: PictureCache(source, byteCount: .max), eyes: eyes, budget: budget)
      plans = predictor.plans
      work = { _ in try predictor.predict(pictures) { _ in } }
    case .inference:
      let feeder = PictureFeeder(source: source, configuration: model.configuration, threadCount: threadCount)
      let views = try feeder.views(pictures, pictures.map { _ in .upright })
      let plan = try model.eyePlan(
        model.graphs.mNet, eyeCount: eyeCount, mode: .inference, precision: precision, laneCount: laneCount)
      plans = [plan]
      plan.setIndices(Port.fellow, pictures.map { $0 ^ 1 < eyeCount ? Int32($0 ^ 1) : -1 })
      plan.setIndices(Port.grade, pictures.map { _ in -1 })
      work = { _ in
        plan.setInput(Port.view, views)
        try plan.forward()
      }
    }
  }

  /// One batch.
  ///
  /// - Throws: `NeuralNetError`.
  public func perform() throws { try work(stopwatch) }

  // MARK: -

  private static func training(
    _ step: any PhaseStep, _ model: ZoomInNetModel, _ eyes: EyeSet, _ pictures: [Int]
  ) throws -> (Stopwatch?) throws -> Void {
    var rows = EyeBatch()
    for unit in eyes.units(of: pictures) { rows.append(unit) }
    let batch = try step.load(TrainingBatch(rows: rows, orientations: pictures.map { _ in .upright }))
    // A rate at which noise teaches little, so that a long measurement ends with finite numbers.
    var optimisers = step.groups.map { group in
      SGD(
        SGDConfiguration(learningRate: 1e-4 * group.rateFactor, momentum: 0.9, weightDecay: 1e-4))
    }
    let groups = step.groups
    return { stopwatch in
      stopwatch?.begin()
      model.parameters.zeroGradients()
      stopwatch?.mark("gradients begin at zero", .optimiser)
      _ = try step.run(batch)
      stopwatch?.begin()
      for (place, group) in groups.enumerated() {
        try optimisers[place].step(model.parameters, trainable: group.contains)
      }
      stopwatch?.mark("movement of the parameters", .optimiser)
    }
  }
}
