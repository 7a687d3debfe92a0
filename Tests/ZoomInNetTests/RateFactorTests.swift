import NeuralNet
import Testing

@testable import ZoomInNet

@Suite("Factors of the learning rate") struct RateFactorTests {
  private let pictures = DrawnPictures(patientCount: 3)

  /// One update of plain descent, at rates that tell the groups apart.
  private func configuration(clipNorm: Double? = nil) -> TrainingConfiguration {
    var phase = PhaseConfiguration(epochCount: 1, learningRate: 0.01)
    phase.decay = .constant
    var training = TrainingConfiguration()
    training.seed = 3
    training.batchPatientCount = 3
    (training.momentum, training.weightDecay) = (0, 0)
    training.gradientClipNorm = clipNorm
    (training.mNet, training.aNet, training.joint) = (phase, phase, phase)
    training.joint.batchNorm = .frozen
    training.jointPatchRateFactor = 4
    training.headRateFactor = 0.5
    return training
  }

  private func model() -> ZoomInNetModel {
    var regions = RegionSamplerConfiguration()
    regions.minimumResponse = -.infinity
    return ZoomInNetModel(
      ZoomInNetConfiguration(preset: .testing, regions: regions), seed: 3, wakesResting: true)
  }

  /// What the documentation of the configuration says: heads read M, patches are C-Net's, and C-Net's own classifier is both.
  private func expectedFactor(_ name: String, _ phase: TrainingPhase) -> Double? {
    let isHead = name.hasPrefix("a_net.") || name.contains(".classifier.")
    switch phase {
    case .mNet: return name.hasPrefix("m_net.") ? (isHead ? 0.5 : 1) : nil
    case .aNet: return name.hasPrefix("a_net.") ? 0.5 : nil
    case .joint: return (name.hasPrefix("c_net.") ? 4 : 1) * (isHead ? 0.5 : 1)
    }
  }

  @Test(
    "each parameter of a phase moves against its gradient at its own rate, and no other moves",
    arguments: TrainingPhase.allCases)
  func movement(phase: TrainingPhase) throws {
    let model = model()
    let before = model.parameters.tensors.mapValues(\.values)
    var records: [TrainingRecord] = []
    try ZoomInNetTrainer(
      model, configuration: configuration(), source: pictures, eyes: pictures.eyes,
      pictures: pictures.pictures, budget: testBudget
    ).train(phase, onRecord: { records.append($0) })
    #expect(records.count == 1)
    var square = 0.0
    for name in model.parameters.learnableNames {
      let (after, gradient) = (model.parameters[name], model.parameters.gradient(of: name))
      guard let factor = expectedFactor(name, phase) else {
        #expect(after == before[name], "\(name)")
        continue
      }
      square += gradient.reduce(0) { $0 + Double($1) * Double($1) }
      for ((new, old), slope) in zip(zip(after, before[name] ?? []), gradient) {
        // Two roundings of a weight, and one of the rate.
        #expect(abs(new - (old - Float(0.01 * factor) * slope)) <= 1e-6 * max(1, abs(old)), "\(name)")
      }
    }
    let norm = try #require(records.first).gradientNorm
    #expect(norm > 0 && abs(norm - square.squareRoot()) <= 1e-9 * norm)
  }

  @Test("a long gradient is clipped as a whole: every group by the same factor")
  func clipping() throws {
    func moved(_ clipNorm: Double?) throws -> (changes: [String: Double], norm: Double) {
      let model = model()
      let before = model.parameters.tensors.mapValues(\.values)
      var norm = 0.0
      try ZoomInNetTrainer(
        model, configuration: configuration(clipNorm: clipNorm), source: pictures, eyes: pictures.eyes,
        pictures: pictures.pictures, budget: testBudget
      ).train(.joint, onRecord: { norm = $0.gradientNorm })
      let changes = Dictionary(
        uniqueKeysWithValues: model.parameters.learnableNames.map { name in
          let parts = zip(model.parameters[name], before[name] ?? []).map { Double($0) - Double($1) }
          return (name, parts.reduce(0) { $0 + $1 * $1 }.squareRoot())
        })
      return (changes, norm)
    }
    let free = try moved(nil)
    let clipped = try moved(free.norm / 4)
    #expect(clipped.norm == free.norm, "what is recorded is the norm before clipping")
    for (name, change) in free.changes {
      // Changes are differences of rounded weights near 1.
      #expect(abs((clipped.changes[name] ?? .nan) - change / 4) <= 1e-5 + 1e-3 * change, "\(name)")
    }
  }
}
