import Foundation
import NeuralNet
import Testing
import TestSupport
import Workbench

@testable import ZoomInNet

@Suite("Validation in training")
struct ValidationTests {
  private let pictures = DrawnPictures(patientCount: 6)

  private func trainer(_ configuration: TrainingConfiguration) -> ZoomInNetTrainer {
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: configuration.seed)
    return ZoomInNetTrainer(
      model, configuration: configuration, source: pictures, eyes: pictures.eyes, pictures: pictures.pictures,
      budget: .tests)
  }

  private func configuration(epochs: Int, every: Int, patience: Int? = nil) -> TrainingConfiguration {
    var configuration = TrainingConfiguration.brief(epochCount: epochs)
    configuration.validateEvery = every
    configuration.patience = patience
    return configuration
  }

  /// Answers with the given kappas, one after another.
  private final class Grader {
    var kappas: [Double?]
    private(set) var count = 0
    init(_ kappas: [Double?]) { self.kappas = kappas }
    func measures() -> ValidationMeasures {
      defer { count += 1 }
      return ValidationMeasures(loss: 1, kappa: kappas[count], referableAUC: nil)
    }
  }

  @Test("the best entry is the earliest of the best ones, and there is none where the measure is undefined")
  func best() {
    var history = ValidationHistory()
    let values: [(loss: Double, kappa: Double?)] = [(2, nil), (1, 0.5), (3, 0.7), (1, 0.7), (0.5, 0.1)]
    for (epoch, value) in values.enumerated() {
      history.append(
        .init(
          epoch: epoch, update: epoch,
          measures: ValidationMeasures(loss: value.loss, kappa: value.kappa, referableAUC: nil)))
    }
    #expect(history.bestIndex(by: .kappa) == 2)
    #expect(history.bestIndex(by: .loss) == 4)
    #expect(history.bestIndex(by: .auc) == nil)
    #expect(history.isExhausted(after: 2, by: .kappa) && !history.isExhausted(after: 3, by: .kappa))
    #expect(!history.isExhausted(after: 1, by: .loss) && !history.isExhausted(after: 1, by: .auc))
  }

  @Test(
    "pictures are graded after every second epoch and the last, and each checkpoint has the measures so far")
  func intervals() throws {
    let grader = Grader([0.2, 0.6, 0.4])
    var seen: [(epoch: Int, measured: [Int], isBest: Bool, isComplete: Bool)] = []
    try trainer(configuration(epochs: 5, every: 2)).train(
      .mNet,
      onCheckpoint: {
        seen.append(
          ($0.epoch, $0.validation.entries.map(\.epoch), $0.isBest(by: .kappa), $0.isPhaseComplete))
      }, validate: grader.measures)
    #expect(seen.map(\.epoch) == [1, 2, 3, 4, 5])
    #expect(seen.map(\.measured) == [[], [1], [1], [1, 3], [1, 3, 4]])
    #expect(seen.map(\.isBest) == [false, true, false, true, false])
    #expect(seen.map(\.isComplete) == [false, false, false, false, true])
  }

  @Test("a phase ends where the measure has not improved for so long, and stays ended")
  func patience() throws {
    let grader = Grader([0.2, 0.6, 0.6, 0.1, 0.9])
    let configuration = configuration(epochs: 6, every: 1, patience: 2)
    var last: TrainingCheckpoint?
    try trainer(configuration).train(
      .mNet, key: "k", onCheckpoint: { last = $0 }, validate: grader.measures)
    let checkpoint = try #require(last)
    #expect(checkpoint.epoch == 4 && checkpoint.isPhaseComplete && grader.count == 4)
    var wasHanded = false
    try trainer(configuration).train(
      .mNet, from: checkpoint, key: "k", onCheckpoint: { _ in wasHanded = true }, validate: grader.measures)
    #expect(!wasHanded && grader.count == 4)
  }

  @Test("measuring changes no weight, and a stop at the end of an epoch loses no measure", arguments: [3, 4])
  func resume(stoppedAfter stop: Int) throws {
    let folder = try TemporaryFolder()
    let configuration = configuration(epochs: 3, every: 1)
    func file(_ name: String) -> URL { folder[name] }
    let plain = trainer(.brief(epochCount: 3))
    try plain.train(.mNet, key: "k")
    let undisturbed = trainer(configuration)
    try undisturbed.train(
      .mNet, key: "k", onCheckpoint: { try $0.write(to: file("undisturbed")) },
      validate: Grader([0.1, 0.3, 0.2]).measures)
    let weights = plain.model.parameters.tensors.mapValues(\.values)
    #expect(undisturbed.model.parameters.tensors.mapValues(\.values) == weights)
    // An epoch has two batches of three patients, so four are the end of the second.
    let grader = Grader([0.1, 0.3, 0.2])
    #expect(throws: WorkbenchError.self) {
      try trainer(configuration).train(
        .mNet, key: "k", onCheckpoint: { try $0.write(to: file("stopped")) }, validate: grader.measures,
        progress: { event in
          guard case .advanced(let done, _, _) = event else { return .more }
          return done >= stop ? .stop : .more
        })
    }
    #expect(grader.count == 1)
    try trainer(configuration).train(
      .mNet, from: try TrainingCheckpoint(contentsOf: file("stopped")), key: "k",
      onCheckpoint: { try $0.write(to: file("stopped")) }, validate: grader.measures)
    #expect(try Data(contentsOf: file("stopped")) == Data(contentsOf: file("undisturbed")))
  }

  @Test("the next phase may begin from the best weights, and not from any others")
  func next() throws {
    let grader = Grader([0.5, 0.9, 0.1])
    var checkpoints: [TrainingCheckpoint] = []
    let configuration = configuration(epochs: 3, every: 1)
    try trainer(configuration).train(
      .mNet, key: "k", onCheckpoint: { checkpoints.append($0) }, validate: grader.measures)
    let later = trainer(configuration)
    try later.train(.aNet, from: checkpoints[1], key: "k", validate: { Grader([0.5]).measures() })
    let own = later.model.parameters.tensors.filter { $0.key.hasPrefix("m_net.") }.mapValues(\.values)
    let best = checkpoints[1].content.tensors.filter { $0.key.hasPrefix("m_net.") }.mapValues(\.values)
    #expect(own == best)
    // A timed checkpoint inside an epoch has the measures of the epoch before.
    var inside: TrainingCheckpoint?
    try trainer(configuration).train(
      .mNet, key: "k", checkpointSeconds: 0,
      onCheckpoint: { if $0.epoch == 1, $0.batch == 1 { inside = $0 } },
      validate: Grader([0.5, 0.9, 0.1]).measures)
    let unfinished = try #require(inside)
    #expect(throws: ZoomInNetError.self) {
      try trainer(configuration).train(.aNet, from: unfinished, key: "k")
    }
  }
}
