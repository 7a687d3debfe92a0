import Foundation
import Fundus
import Imaging
import NeuralNet
import Testing
import TestSupport

@testable import ZoomInNet

@Suite("Prediction")
struct PredictionTests {
  private let pictures = DrawnPictures(patientCount: 5)

  private func model(_ missingEye: ZoomInNetConfiguration.MissingEye = .repeat) throws -> ZoomInNetModel {
    var regions = RegionSamplerConfiguration()
    regions.minimumResponse = -.infinity
    let model = ZoomInNetModel(
      ZoomInNetConfiguration(preset: .testing, missingEye: missingEye, regions: regions), seed: 4,
      wakesResting: true)
    try model.calibrateBatchNorm(
      source: pictures, eyes: pictures.eyes, pictures: pictures.pictures, batchCount: 10, training: .brief(),
      budget: .tests)
    return model
  }

  private func predictor(
    _ model: ZoomInNetModel, eyes: EyeSet? = nil, _ configuration: PredictionConfiguration = .init()
  ) throws -> ZoomInNetPredictor {
    try ZoomInNetPredictor(
      model, configuration: configuration, source: pictures, eyes: eyes ?? pictures.eyes, budget: .tests)
  }

  @Test("shapes are those of the table of tensors, and probabilities sum to one")
  func shapes() throws {
    let predictions = try predictor(model()).predictions(pictures.pictures)
    #expect(predictions.map(\.picture) == pictures.pictures)
    for prediction in predictions {
      #expect(prediction.features.count == 32 * 49 && prediction.gatedAttention.count == 5 * 49)
      #expect(prediction.features.allSatisfy { $0 >= 0 }, "M stands behind a ReLU")
      #expect(prediction.heads.count == 3 && prediction.regions.count == 4)
      for values in Array(prediction.heads.values) + [prediction.probabilities] {
        #expect(values.count == 5 && abs(values.reduce(0, +) - 1) < 1e-5)  // five roundings of f32
      }
      let mean = (0..<5).map { level in Head.allCases.reduce(0) { $0 + prediction.heads[$1]![level] } / 3 }
      #expect(prediction.probabilities == mean)
    }
  }

  @Test("y_A is the softmax of G's sums, and a cell's feature is M there")
  func definitions() throws {
    let prediction = try predictor(model()).predictions([3])[0]
    let sums = (0..<5).map { level in prediction.gatedAttention[level * 49..<(level + 1) * 49].reduce(0, +) }
    let total = sums.map { Double($0) }.reduce(0) { $0 + exp($1) }
    for level in 0..<5 {
      let expected = exp(Double(sums[level])) / total
      #expect(abs(Double(prediction.heads[.aNet]![level]) - expected) < 1e-5)  // f32 sums of 49
    }
    #expect(prediction.feature(row: 2, column: 5)[7] == prediction.features[7 * 49 + 2 * 7 + 5])
  }

  @Test(
    "attention that stays in the retina is exactly 0 elsewhere and sums to one inside",
    arguments: [nil, LocalContrast(reachFraction: 0.1)])
  func insideRetina(contrast: LocalContrast?) throws {
    let configuration = ZoomInNetConfiguration(preset: .testing, contrast: contrast, attentionInRetina: true)
    let model = ZoomInNetModel(configuration, seed: 4, wakesResting: true)
    // S is 1 everywhere and A what it is: G is A.
    model.parameters["a_net.score.weight"] = Array(repeating: 0, count: 5 * 32)
    model.parameters["a_net.score.bias"] = Array(repeating: 1, count: 5)
    let predictor = try ZoomInNetPredictor(
      model, source: HalfBlack(source: pictures), eyes: pictures.eyes, budget: .tests)
    for prediction in try predictor.predictions([0, 8]) {
      for level in 0..<5 {
        let map = Array(prediction.gatedAttention[level * 49..<(level + 1) * 49])
        // Columns 0, 1, 2 of seven are black, and less than half of column 3, pixels 20 to 27 of the view, is not.
        #expect(map.indices.allSatisfy { $0 % 7 <= 3 ? map[$0] == 0 : map[$0] > 0 })
        #expect(abs(map.reduce(0, +) - 1) < 1e-5)  // f32 sum of 21
      }
    }
  }

  @Test("an untrained network says nothing: even attention, every level equally likely")
  func resting() throws {
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 4)
    let prediction = try predictor(model).predictions([5])[0]
    #expect(prediction.gatedAttention.allSatisfy { $0 == 0 })
    #expect(prediction.probabilities.allSatisfy { abs($0 - 0.2) < 1e-6 })
  }

  @Test("what is said of a picture does not depend on batch, row, neighbours, lanes or threads")
  func independence() throws {
    let model = try model()
    let all = try predictor(model).predictions(pictures.pictures)
    let alone = try predictor(model).predictions([7])[0]
    let narrow = try predictor(model, PredictionConfiguration(batchPatientCount: 1, laneCount: 1))
      .predictions(pictures.pictures)
    for (other, place) in [(alone, 7), (narrow[7], 7), (narrow[2], 2)] {
      #expect(other.features == all[place].features)
      #expect(other.gatedAttention == all[place].gatedAttention)
      #expect(other.heads == all[place].heads && other.regions == all[place].regions)
    }
  }

  @Test("predictions of the small preset do not depend on batch or lanes")
  func independenceOfSizes() throws {
    let pictures = DrawnPictures(patientCount: 2, preset: .small)
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .small), seed: 4, wakesResting: true)
    func predictions(_ patientCount: Int, lanes: Int) throws -> [PicturePrediction] {
      try ZoomInNetPredictor(
        model, configuration: PredictionConfiguration(batchPatientCount: patientCount, laneCount: lanes),
        source: pictures, eyes: pictures.eyes, budget: .tests
      ).predictions(pictures.pictures)
    }
    let expected = try predictions(2, lanes: 2)
    for other in [try predictions(1, lanes: 1), try predictions(1, lanes: 3)] {
      for (one, other) in zip(expected, other) {
        #expect(one.features == other.features && one.gatedAttention == other.gatedAttention)
        #expect(one.heads == other.heads && one.regions == other.regions)
      }
    }
  }

  @Test("the fellow eye matters to y_M; a missing one is the eye itself or zeros, by key")
  func fellow() throws {
    let lonely = EyeSet(
      grades: pictures.eyes.grades, fellows: Array(repeating: nil, count: pictures.pictures.count))
    let twin = EyeSet(grades: [nil, nil], fellows: [1, 0])
    let model = try model()
    let paired = try predictor(model).predictions([2])[0]
    let repeated = try predictor(model, eyes: lonely).predictions([2])[0]
    #expect(paired.heads[.mNet] != repeated.heads[.mNet])
    #expect(paired.features == repeated.features)

    struct SamePicture: PictureSource {
      let source: DrawnPictures
      func view(_ index: Int) throws -> Raster { try source.view(2) }
      func zoom(_ index: Int) throws -> Raster { try source.zoom(2) }
    }
    let beside = try ZoomInNetPredictor(
      model, source: SamePicture(source: pictures), eyes: twin, budget: .tests
    ).predictions([0])[0]
    #expect(beside.heads[.mNet] == repeated.heads[.mNet])
    let zeroed = try predictor(try self.model(.zero), eyes: lonely).predictions([2])[0]
    #expect(zeroed.heads[.mNet] != repeated.heads[.mNet] && zeroed.features == repeated.features)
  }

  @Test("without C-Net no patch is cut and y is the mean of the others")
  func withoutPatches() throws {
    let prediction = try predictor(model(), PredictionConfiguration(heads: [.mNet, .aNet])).predictions([0])[
      0]
    #expect(prediction.heads.keys.sorted { $0.rawValue < $1.rawValue } == [.aNet, .mNet])
    #expect(prediction.probabilities[1] == (prediction.heads[.mNet]![1] + prediction.heads[.aNet]![1]) / 2)
  }
}
