import Fundus
import NeuralNet
import Testing

@testable import ZoomInNet

@Suite("Steps of a phase")
struct PhaseStepTests {
  private let pictures = DrawnPictures(patientCount: 3)
  private let configuration = ZoomInNetConfiguration(preset: .testing)

  private func batch(_ units: [[Int]], _ orientation: Orientation = .upright) -> TrainingBatch {
    let rows = EyeBatch.packed(units, capacity: 6)[0]
    return TrainingBatch(rows: rows, orientations: rows.pictures.map { _ in orientation })
  }

  private func targets(_ grades: [Int?]) -> GradeTargets {
    GradeTargets(grades: grades, rarity: GradeRarity(grades.compactMap { $0 }))
  }

  private var feeder: PictureFeeder {
    PictureFeeder(source: pictures, configuration: configuration, threadCount: 1)
  }

  @Test("A-Net learns the same whether M is kept or computed again", arguments: [0, 1 << 30])
  func kept(memoryBytes: Int) throws {
    func gradients(_ memoryBytes: Int) throws -> ([[String: Double]], [Float]) {
      let model = ZoomInNetModel(configuration, seed: 4, wakesResting: true)
      let step = try ANetStep(
        model, .brief(), feeder, targets: targets(pictures.eyes.grades), memoryBytes: memoryBytes)
      model.parameters.zeroGradients()
      var losses: [[String: Double]] = []
      // The third batch has the pictures of the first two in other rows, and one turned as never before.
      for batch in [
        batch([[0, 1], [2, 3]]), batch([[4, 5], [0, 1]]), batch([[2, 3], [4, 5], [0, 1]]),
      ] {
        losses.append(try step.run(try step.load(batch)))
      }
      losses.append(try step.run(try step.load(batch([[0, 1]], Orientation.allCases[3]))))
      return (losses, model.parameters.gradient(of: "a_net.attention_1.weight"))
    }
    // Two pictures' M find room between nothing and everything.
    let expected = try gradients(2 * 4 * 32 * 49)
    let found = try gradients(memoryBytes)
    #expect(found.0 == expected.0 && found.1 == expected.1)
    #expect(found.1.contains { $0 != 0 } && found.0[0]["loss"] == found.0[0]["loss_a"])
  }

  @Test("padding rows and rows without a grade have no gradient")
  func filling() throws {
    func gradient(_ units: [[Int]], _ grades: [Int?]) throws -> (loss: Double, values: [Float]) {
      let model = ZoomInNetModel(configuration, seed: 4, wakesResting: true)
      var training = TrainingConfiguration.brief()
      training.mNet.batchNorm = .frozen
      let step = try MNetStep(model, training, feeder, targets: targets(grades))
      model.parameters.zeroGradients()
      let losses = try step.run(try step.load(batch(units)))
      return (losses["loss"] ?? .nan, model.parameters.gradient(of: "m_net.classifier.bias"))
    }
    // Of six rows two are a pair of eyes and four fill the batch, or are pictures of unknown grade.
    let filled = try gradient([[2, 3]], pictures.eyes.grades)
    let unknown = try gradient([[2, 3], [0, 1], [4, 5]], [nil, nil, 1, 1, nil, nil])
    #expect(filled.loss > 0 && filled.values.contains { $0 != 0 })
    #expect(abs(unknown.loss - filled.loss) < 1e-6)  // sums of two terms near 1
    for (one, other) in zip(unknown.values, filled.values) { #expect(abs(one - other) < 1e-6) }
    let none = try gradient([[2, 3]], pictures.pictures.map { _ in nil })
    #expect(none.loss == 0 && none.values.allSatisfy { $0 == 0 })
  }
}
