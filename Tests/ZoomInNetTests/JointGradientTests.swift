import Fundus
import NeuralNet
import Testing

@testable import ZoomInNet

@Suite("Joint gradient")
struct JointGradientTests {
  private let pictures = DrawnPictures(patientCount: 3)

  /// The joint step of an untrained network on one batch, with C-Net's loss alone where `onlyCNet`.
  private func joint(onlyCNet: Bool) throws -> (JointStep, ZoomInNetModel, LoadedBatch) {
    var regions = RegionSamplerConfiguration()
    regions.minimumResponse = -.infinity
    let weights = onlyCNet ? ZoomInNetConfiguration.LossWeights(mNet: 0, aNet: 0, cNet: 1) : .init()
    let model = ZoomInNetModel(
      ZoomInNetConfiguration(preset: .testing, regions: regions, lossWeights: weights), seed: 2,
      wakesResting: true)
    var training = TrainingConfiguration.brief()
    training.joint.patchBatchNorm = .frozen
    let feeder = PictureFeeder(source: pictures, configuration: model.configuration, threadCount: 1)
    let step = try JointStep(
      model, training, feeder,
      targets: GradeTargets(
        grades: pictures.eyes.grades, rarity: GradeRarity(pictures.eyes.grades.compactMap { $0 })))
    let rows = EyeBatch.packed(pictures.eyes.units(of: pictures.pictures), capacity: 6)[0]
    let orientations = (0..<6).map { Orientation($0) }
    return (step, model, try step.load(TrainingBatch(rows: rows, orientations: orientations)))
  }

  @Test("the gradient of the whole joint loss agrees with finite differences", arguments: [false, true])
  func finiteDifferences(onlyCNet: Bool) throws {
    let (step, model, loaded) = try joint(onlyCNet: onlyCNet)
    model.parameters.zeroGradients()
    _ = try step.run(loaded)
    // Along a tensor's own gradient the loss changes by the gradient's norm. M-Net's last convolution is
    // reached from all three losses.
    for name in ["m_net.inception_resnet_c_1.conv2d.weight", "a_net.score.weight", "c_net.classifier.weight"]
    {
      let gradient = model.parameters.gradient(of: name)
      let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let values = model.parameters[name]
      func loss(_ shift: Double) throws -> Double {
        model.parameters[name] = zip(values, gradient).map { $0 + Float(shift * Double($1) / norm) }
        defer { model.parameters[name] = values }
        try step.forward(loaded)
        return step.losses["loss"] ?? .nan
      }
      if onlyCNet, name.hasPrefix("a_net.") {
        #expect(norm == 0, "regions are found in G, but no gradient flows through the search")
        continue
      }
      let shift = 4e-3
      let difference = (try loss(shift) - loss(-shift)) / (2 * shift)
      // Central differences in f32: rounding of the loss (1e-7) over the shift, and ReLU's kinks.
      #expect(norm > 1e-3)
      #expect(abs(norm - difference) <= 3e-4 + 0.02 * norm, "\(name) \(norm) \(difference)")
    }
  }
}
