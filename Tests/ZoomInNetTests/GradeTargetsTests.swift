import Fundus
import NeuralNet
import Testing

@testable import ZoomInNet

@Suite("Grades that losses compare with")
struct GradeTargetsTests {
  @Test("a rare grade weighs as many times more as it is rarer, or the root of that; an absent one 1")
  func rarity() {
    let rarity = GradeRarity([0, 0, 0, 0, 0, 0, 1, 1, 4])
    #expect(Grade.all.map { rarity.weight(of: $0, power: 1) } == [1.5, 4.5, 1, 1, 9])
    #expect(rarity.weight(of: 4, power: 0.5) == 3)
  }

  @Test("with weights, a batch's loss is the weighted mean of its pictures' losses")
  func weighted() throws {
    let pictures = DrawnPictures(patientCount: 2)
    let feeder = PictureFeeder(
      source: pictures, configuration: ZoomInNetConfiguration(preset: .testing), threadCount: 1)
    let grades: [Int?] = [0, 0, 0, 3]
    func loss(_ counted: [Int], _ weights: TrainingConfiguration.Balance) throws -> Double {
      let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 4, wakesResting: true)
      var training = TrainingConfiguration.brief()
      training.mNet.batchNorm = .frozen
      training.batchPatientCount = 2
      let rows = EyeBatch.packed([[0, 1], [2, 3]], capacity: 4)[0]
      let masked = grades.enumerated().map { counted.contains($0) ? $1 : nil }
      // How rare a grade is follows from all pictures, not from those of the batch.
      let targets = GradeTargets(
        grades: masked, rarity: GradeRarity(grades.compactMap { $0 }), weights: weights)
      let step = try MNetStep(model, training, feeder, targets: targets)
      return try step.run(
        step.load(TrainingBatch(rows: rows, orientations: rows.pictures.map { _ in .upright })))["loss"]
        ?? .nan
    }
    let single = try grades.indices.map { try loss([$0], .full) }
    #expect(single == (try grades.indices.map { try loss([$0], .none) }), "one picture has no weight")
    let common = 4.0 / 3
    let expected = ((single[0] + single[1] + single[2]) * common + single[3] * 4) / (3 * common + 4)
    #expect(abs(try loss([0, 1, 2, 3], .full) - expected) < 1e-5)
    let plain = single.reduce(0, +) / 4
    #expect(abs(try loss([0, 1, 2, 3], .none) - plain) < 1e-5 && abs(plain - expected) > 1e-4)
  }
}
